# yaml-cpp compiled like the rest, from the source that tests/fuzz/setup.sh unpacks: in the shared
# library of the system the fuzzer would be blind.
set(yaml_cpp_source ${PROJECT_SOURCE_DIR}/build/yaml-cpp)
file(GLOB yaml_cpp_sources ${yaml_cpp_source}/src/*.cpp)
if(NOT yaml_cpp_sources)
  message(FATAL_ERROR "the source of yaml-cpp is missing: run tests/fuzz/setup.sh")
endif()
add_library(yaml-cpp STATIC ${yaml_cpp_sources})
target_include_directories(yaml-cpp SYSTEM PUBLIC ${yaml_cpp_source}/include)
target_compile_definitions(yaml-cpp PUBLIC YAML_CPP_STATIC_DEFINE)
# Without a look at each comparison, which would make it twice as slow.
target_compile_options(yaml-cpp PRIVATE ${crm_fuzz_options} -fno-sanitize=undefined -fno-sanitize-coverage=trace-cmp -w)
