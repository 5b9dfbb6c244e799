# shellcheck shell=bash
# Completion of crm for bash: asks the program itself. Needs no other completion to be loaded.

_crm() {
    local rest=${COMP_LINE:0:COMP_POINT} line=() i word space piece kept full candidate meaning
    # Bash takes words apart at ':', '=' and '@': those that touch belong together.
    for ((i = 0; i <= COMP_CWORD; i++)); do
        space=${rest%%[![:space:]]*}
        rest=${rest#"$space"}
        word=${COMP_WORDS[i]}
        ((i == COMP_CWORD)) && word=$rest
        if ((i > 0)) && [[ -z $space ]]; then
            line[${#line[@]} - 1]+=$word
        else
            line+=("$word")
        fi
        rest=${rest#"$word"}
    done

    # What bash puts the answer in the place of, and what stands before that in the same word.
    piece=$word
    full=${line[${#line[@]} - 1]}
    if [[ -n $piece && $COMP_WORDBREAKS == *"${piece: -1}"* && ${piece: -1} != [\"\'] ]]; then
        piece=
    fi
    kept=${full:0:${#full}-${#piece}}
    if [[ $kept == *@ ]]; then # the one of them that bash leaves with what follows it
        kept=${kept%@}
        piece=@$piece
    fi

    local quote=
    [[ $piece == [\"\']* ]] && quote=${piece:0:1}
    # As the shell will give them to the program; nothing in them is run.
    line=("${line[@]//[\"\'\\]/}")

    COMPREPLY=()
    local words=() meanings=() strays=
    while IFS= read -r candidate; do
        if [[ $candidate == $'\tfolders' ]]; then
            compopt -o filenames
            piece=${piece#[\"\']}
            [[ $piece == \~/* ]] && piece=$HOME${piece:1}
            while IFS= read -r word; do
                COMPREPLY+=("$word")
            done < <(compgen -d -- "$piece")
            return 0
        fi
        meaning=
        if [[ $candidate == *$'\t'* ]]; then
            meaning=${candidate#*$'\t'}
            candidate=${candidate%%$'\t'*}
        fi
        [[ $candidate == "$kept"* ]] || continue
        candidate=${candidate#"$kept"}
        [[ ${candidate,,} == "${piece,,}"* ]] || strays=yes
        case $quote in
        '"') candidate=\"${candidate//[\\\"\$\`\!]/\\&} ;;
        "'")
            [[ $candidate == *"'"* ]] && continue
            candidate=\'$candidate
            ;;
        *)
            [[ $candidate == *[!A-Za-z0-9_@%+=:,./-]* ]] && printf -v candidate %q "$candidate"
            ;;
        esac
        words+=("${candidate#"$quote"}")
        meanings+=("$meaning")
    done < <(command crm complete $((${#line[@]} - 2)) -- "${line[@]:1}" 2>/dev/null </dev/null)

    if ((${#words[@]} == 1)); then
        COMPREPLY=("${words[0]}")
        [[ ${words[0]} == *[:=] ]] && compopt -o nospace
        return 0
    fi
    # 37 and 42: the keys that put one after the other in.
    if ((COMP_TYPE == 37 || COMP_TYPE == 42)); then
        COMPREPLY=("${words[@]}")
        return 0
    fi
    for ((i = 0; i < ${#words[@]}; i++)); do
        word=${words[i]}
        if [[ -n ${meanings[i]} ]]; then
            word="$word  (${meanings[i]})"
            ((${#word} >= COLUMNS && COLUMNS > 20)) && word=${word:0:COLUMNS - 5}...
        fi
        COMPREPLY+=("$word")
    done
    # Names that were found by another word: without this one, bash would cut what was typed.
    [[ -n $strays ]] && COMPREPLY+=('...')
    return 0
}

complete -o nosort -F _crm crm 2>/dev/null || complete -F _crm crm
