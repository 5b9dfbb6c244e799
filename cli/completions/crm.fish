# Completion of crm for fish: asks the program itself.

function __crm_complete
    set -l before (commandline -opc)
    set -e before[1]
    set -l current (commandline -ct)
    for line in (command crm complete (count $before) -- $before "$current" 2>/dev/null </dev/null)
        if test "$line" = \tfolders
            set -l option (string match -r -- '^--[^=]*=' "$current")
            set -l typed (string replace -r -- '^--[^=]*=' '' "$current")
            set -l home (string match -r -- '^~/' "$typed")
            set -l real (string replace -r -- '^~/' "$HOME/" "$typed")
            for folder in "$real"*/
                test -n "$home"; and set folder (string replace -- "$HOME/" '~/' "$folder")
                printf '%s\n' "$option$folder"
            end
        else
            printf '%s\n' "$line"
        end
    end
end

complete -c crm -f -k -a '(__crm_complete)'
