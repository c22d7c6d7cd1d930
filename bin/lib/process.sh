# shellcheck shell=bash disable=SC2034,SC2154
# Processes that outlive the command that started them. It is sourced.
# Expects: dir, where run/NODE.pid and log/NODE.log are kept.
#
# A number in a file may by now be anybody's process. Ours has its node's directory among its
# arguments, which no other process has: nothing else is ever signalled.

marker() {
    echo "-Dmedia.cluster.node=$dir/$1"
}

# is_ours PID NODE
is_ours() {
    local arguments
    if [ -d /proc/self ]; then
        arguments=$(tr '\0' '\n' 2>/dev/null <"/proc/$1/cmdline") || return 1
    else
        arguments=$(ps -ww -o args= -p "$1" | tr ' ' '\n') || return 1
    fi
    case $'\n'$arguments$'\n' in
        *$'\n'"$(marker "$2")"$'\n'*) return 0 ;;
        *) return 1 ;;
    esac
}

# Prints the pid of a node whose process is there, running or paused; else fails.
pid_of() {
    local pid
    [ -f "$dir/run/$1.pid" ] && read -r pid <"$dir/run/$1.pid" && is_ours "$pid" "$1" && echo "$pid"
}

is_paused() {
    local state
    if [ -d /proc/self ]; then
        # The name before it may hold anything but ends with the last parenthesis.
        read -r state 2>/dev/null <"/proc/$1/stat" || return 1
        state=${state##*) }
    else
        state=$(ps -o stat= -p "$1") || return 1
    fi
    case $state in T*) return 0 ;; *) return 1 ;; esac
}

# running, paused, dead (it ended without being told to, or was killed), stopped
state_of() {
    local pid
    if pid=$(pid_of "$1"); then
        if is_paused "$pid"; then echo paused; else echo running; fi
    elif [ -f "$dir/run/$1.pid" ]; then
        echo dead
    else
        echo stopped
    fi
}

# starts_of NODE: how often it was started in this directory
starts_of() {
    cat "$dir/run/$1.starts" 2>/dev/null || echo 0
}

# launch NODE COMMAND…: in a process group of its own, which a Ctrl-C here does not reach.
launch() {
    local node=$1 log=$dir/log/$1.log
    shift
    if [ -f "$log" ] && [ "$(wc -c <"$log")" -gt 10000000 ]; then
        mv "$log" "$log.1"
    fi
    echo $(($(starts_of "$node") + 1)) >"$dir/run/$node.starts"
    (
        set -m
        cd "$dir/$node" || exit
        nohup "$@" >>"$log" 2>&1 </dev/null &
        echo $! >"$dir/run/$node.pid"
    )
}

# signal NAME NODE: fails where its process is not there.
signal() {
    local pid
    pid=$(pid_of "$2") && kill -s "$1" "$pid"
}

# await_end SECONDS NODE
await_end() {
    local deadline=$((SECONDS + $1))
    while pid_of "$2" >/dev/null; do
        [ $SECONDS -lt $deadline ] || return 1
        sleep 0.1
    done
}

# terminate SECONDS NODE…: all at once, and waits; what has not ended by then is killed.
terminate() {
    local patience=$1 node
    shift
    for node in "$@"; do
        # A paused process would not see it before it goes on.
        signal TERM "$node" && signal CONT "$node" || true
    done
    for node in "$@"; do
        if ! await_end "$patience" "$node"; then
            echo "$node did not end within $patience s of SIGTERM, and is killed." >&2
            signal KILL "$node" || true
            await_end 10 "$node"
        fi
        rm -f "$dir/run/$node.pid"
    done
}

# http_status PORT PATH: what loopback answers, if it does within 2 s.
http_status() {
    (
        exec 3<>"/dev/tcp/127.0.0.1/$1" || exit 1
        printf 'GET %s HTTP/1.0\r\nHost: 127.0.0.1:%s\r\n\r\n' "$2" "$1" >&3
        IFS=' ' read -r -t 2 -u 3 _ status _ && echo "$status"
    ) 2>/dev/null
}

# is_taken PORT: somebody listens on it.
is_taken() {
    (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null
}
