# shellcheck shell=bash disable=SC2034,SC2154
# What a cluster is set up with, and that it is built. It is sourced after the others.
# Expects: root, dir, built, and fail.

ports() {
    local node
    for node in $(nodes); do
        port_of "$node"
        second_port_of "$node"
    done
}

# Prints the first port that is taken, if one is.
taken_port() {
    local port
    for port in $(ports); do
        if is_taken "$port"; then
            echo "$port"
            return
        fi
    done
}

choose_ports() {
    local port
    if [ -n "${MEDIA_CLUSTER_PORT_BASE:-}" ]; then
        base=$MEDIA_CLUSTER_PORT_BASE
        port=$(taken_port)
        [ -z "$port" ] || fail "Port $port is taken: set MEDIA_CLUSTER_PORT_BASE to another than $base."
        return
    fi
    for ((base = 19000; base < 20000; base += 100)); do
        [ -n "$(taken_port)" ] || return 0
    done
    fail "No hundred ports are free from 19000 to 20000: set MEDIA_CLUSTER_PORT_BASE."
}

keep_secret() {
    [ -f "$dir/secrets/$1" ] || (umask 077 && printf %s "${2:-$(random)}" >"$dir/secrets/$1")
}

random() {
    head -c 32 /dev/urandom | base64 | tr -dc 'a-zA-Z0-9' | cut -c1-22
}

# The processors may become more or fewer later; the ports stay, and so does Kafka's id.
configure() {
    if [ -f "$dir/cluster.conf" ]; then
        load
    else
        mkdir -p "$dir"
        processor_count=2
        partitions=${MEDIA_PARTITIONS:-4}
        id=$(random)
        choose_ports
    fi
    processor_count=${MEDIA_CLUSTER_PROCESSORS:-$processor_count}
    [[ $processor_count =~ ^[1-9]$ ]] ||
        fail "MEDIA_CLUSTER_PROCESSORS is 1 to 9, not $processor_count."
    end_surplus
    mkdir -p "$dir/run" "$dir/log" "$dir/secrets"
    printf 'base=%s\nprocessors=%s\npartitions=%s\nid=%s\n' \
        "$base" "$processor_count" "$partitions" "$id" >"$dir/cluster.conf"
    keep_secret internal "${MEDIA_INTERNAL_TOKEN:-}"
    keep_secret webhook "${MEDIA_WEBHOOK_SECRET:-}"
}

# Processors beyond the number that there shall be: nothing names them any more.
end_surplus() {
    local n
    for ((n = processor_count + 1; n <= 9; n++)); do
        if [ -f "$dir/run/processor-$n.pid" ]; then terminate 60 "processor-$n"; fi
    done
}

load() {
    local name value
    # Of directories that do not say.
    partitions=8
    while IFS='=' read -r name value; do
        case $name in
            base) base=$value ;;
            processors) processor_count=$value ;;
            partitions) partitions=$value ;;
            id) id=$value ;;
        esac
    done <"$dir/cluster.conf"
}

any_runs() {
    local node
    for node in $(nodes); do
        if pid_of "$node" >/dev/null; then return 0; fi
    done
    return 1
}

# ensure_built NODE…: a jar that changes under a running JVM breaks it, so nothing is built while
# anything runs.
ensure_built() {
    local files=() node
    for node in "$@"; do files+=("$(file_of "$node")"); done
    # Whatever is asked of the brokers needs their class path.
    files+=("$broker_classpath")
    if [ "${MEDIA_CLUSTER_BUILD:-yes}" = yes ] && [ -d "$root/cluster/src" ] &&
        is_stale "$built" "${files[@]}"; then
        if any_runs; then
            echo "Sources are newer than what runs; they are built when nothing runs." >&2
        else
            build "$built" -Pcluster
        fi
    fi
    for node in "${files[@]}"; do
        [ -e "$node" ] || fail "${node#"$root"/} is not built: mvn -Pcluster -DskipTests package."
    done
    broker_classes=$root/cluster/target/classes:$(cat "$broker_classpath")
    java=$(find_java)
}
