# shellcheck shell=bash disable=SC2034,SC2154
# What the nodes of a cluster are: where they listen, how they are run, when they are ready.
# It is sourced.
# Expects: root, dir, java; base, processor_count and id (of Kafka's cluster), as cluster.conf has them.

brokers=(broker-1 broker-2 broker-3)
gateways=(gateway-1 gateway-2)
registry_api=/apis/ccompat/v7

processors() {
    local n
    for ((n = 1; n <= processor_count; n++)); do echo "processor-$n"; done
}

# In the order of a start: each needs some of those before it.
nodes() {
    printf '%s\n' "${brokers[@]}" registry simulator
    processors
    printf '%s\n' "${gateways[@]}"
}

role_of() {
    echo "${1%-[0-9]}"
}

# The first port of a node; a broker's second is its controller's, a gateway's its internal one,
# and the registry's that of its management.
port_of() {
    case $1 in
        gateway-*) echo $((base + ${1#gateway-})) ;;
        processor-*) echo $((base + 20 + ${1#processor-})) ;;
        broker-*) echo $((base + 30 + ${1#broker-})) ;;
        registry) echo $((base + 50)) ;;
        simulator) echo $((base + 60)) ;;
    esac
}

second_port_of() {
    case $1 in
        gateway-* | broker-*) echo $(($(port_of "$1") + 10)) ;;
        registry) echo $(($(port_of "$1") + 1)) ;;
    esac
}

address_of() {
    echo "127.0.0.1:$(port_of "$1")"
}

# joined PREFIX NODE…: their addresses, with commas between them.
joined() {
    local prefix=$1 node list=
    shift
    for node in "$@"; do list=$list${list:+,}$prefix$(address_of "$node"); done
    echo "$list"
}

bootstrap_servers() {
    joined "" "${brokers[@]}"
}

registry_url() {
    echo "http://$(address_of registry)$registry_api"
}

# A request is signed for one URL, and any gateway may get it: each answers to the names of all.
public_urls() {
    local node
    echo "$(joined http:// "${gateways[@]}"),$(for node in "${gateways[@]}"; do
        echo "http://localhost:$(port_of "$node")"
    done | paste -sd, -)"
}

# ask_brokers COMMAND…: see video.divine.media.cluster.Brokers.
ask_brokers() {
    local what=$1
    shift
    "$java" -Xmx96m "${small[@]}" -cp "$broker_classes" -Dlogback.configurationFile="$root/cluster/config/silent.xml" \
        video.divine.media.cluster.Brokers "$what" "$(bootstrap_servers)" "$@"
}

# What a node is run from.
file_of() {
    case $1 in
        broker-*) echo "$broker_classpath" ;;
        registry) echo "$registry_jar" ;;
        simulator) echo "$simulator_jar" ;;
        processor-*) echo "$processor_jar" ;;
        gateway-*) echo "$gateway_jar" ;;
    esac
}

small=(-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xshare:auto)
# Brokers do most of the work: optimized code halves the time that a request takes.
large=(-XX:+UseSerialGC -Xshare:auto)
# RocksDB and Netty are native code.
native=(--enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow)

launch_node() {
    mkdir -p "$dir/$1"
    case $1 in
        broker-*) launch_broker "$1" ;;
        registry) launch_registry ;;
        simulator) launch_simulator ;;
        processor-*) launch_processor "$1" ;;
        gateway-*) launch_gateway "$1" ;;
    esac
}

# launch_java NODE HEAP ARGUMENT…
launch_java() {
    local node=$1 heap=$2 options=("${small[@]}")
    shift 2
    case $node in broker-*) options=("${large[@]}") ;; esac
    # shellcheck disable=SC2086 # JAVA_OPTS are words
    launch "$node" "$java" "$(marker "$node")" "-Xmx$heap" "${options[@]}" "${native[@]}" \
        ${JAVA_OPTS:-} "$@"
}

# prepare_broker NODE: its settings, and once, its directory.
prepare_broker() {
    local home=$dir/$1 voters="" node
    mkdir -p "$home"
    for node in "${brokers[@]}"; do
        voters=$voters${voters:+,}${node#broker-}@127.0.0.1:$(second_port_of "$node")
    done
    {
        echo "node.id=${1#broker-}"
        echo "log.dirs=$home/log"
        echo "listeners=CLIENTS://$(address_of "$1"),CONTROLLER://127.0.0.1:$(second_port_of "$1")"
        echo "advertised.listeners=CLIENTS://$(address_of "$1")"
        # Not written into the log, so that the ports may change.
        echo "controller.quorum.voters=$voters"
        cat "$root/cluster/config/broker.properties"
    } >"$home/broker.properties"
    if [ ! -f "$home/log/meta.properties" ]; then
        "$java" -Xmx96m "${small[@]}" -cp "$broker_classes" \
            -Dlogback.configurationFile="$root/cluster/config/broker-log.xml" \
            kafka.tools.StorageTool format -t "$id" -c "$home/broker.properties" \
            >>"$dir/log/$1.log" 2>&1
    fi
}

launch_broker() {
    prepare_broker "$1"
    launch_java "$1" 256m -cp "$broker_classes" \
        -Dlogback.configurationFile="$root/cluster/config/broker-log.xml" \
        kafka.Kafka "$dir/$1/broker.properties"
}

# Its schemas are in a file, and in it before a registration is answered (WRITE_DELAY is half a second
# by default). On a topic of the brokers they would survive as well, but while that registry reads
# its topic after a start, it answers 404 for every schema: docs/cluster.md.
launch_registry() {
    launch_java registry 384m \
        -Dquarkus.http.host=127.0.0.1 "-Dquarkus.http.port=$(port_of registry)" \
        -Dquarkus.management.host=127.0.0.1 "-Dquarkus.management.port=$(second_port_of registry)" \
        -Dapicurio.storage.kind=sql -Dapicurio.storage.sql.kind=h2 \
        "-Dapicurio.datasource.url=jdbc:h2:file:$dir/registry/schemas;WRITE_DELAY=0" \
        "-Dapicurio.storage.snapshot.location=$dir/registry" \
        -Dapicurio.rules.global.compatibility=BACKWARD_TRANSITIVE \
        -Dquarkus.http.access-log.enabled=false \
        "-Dquarkus.log.console.format=%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5p %c{1} %m %e%n" \
        -jar "$registry_jar"
}

launch_simulator() {
    MEDIA_SIMULATOR_HOST=127.0.0.1 MEDIA_SIMULATOR_PORT=$(port_of simulator) MEDIA_DATA_DIR=$dir/simulator \
        MEDIA_WEBHOOK_URL=http://$(address_of gateway-1)/v1/stream/webhook \
        MEDIA_WEBHOOK_SECRET=$(secret webhook) \
        launch_java simulator 256m -jar "$simulator_jar"
}

# With nine processes on two cores a commit can take 100 ms and more. Whoever commits each few ms then
# spends nearly all time on it, a record or two each; 100 ms are Kafka Streams' own default.
launch_processor() {
    MEDIA_COMMIT_INTERVAL=${MEDIA_COMMIT_INTERVAL:-100ms} \
        MEDIA_PARTITIONS=$partitions MEDIA_STREAM_THREADS=${MEDIA_STREAM_THREADS:-1} \
        MEDIA_KAFKA_BOOTSTRAP_SERVERS=$(bootstrap_servers) MEDIA_REGISTRY_URL=$(registry_url) \
        MEDIA_INTERNAL_HOST=127.0.0.1 MEDIA_INTERNAL_PORT=$(port_of "$1") \
        MEDIA_INTERNAL_TOKEN=$(secret internal) MEDIA_DATA_DIR=$dir/$1 \
        launch_java "$1" 512m -jar "$processor_jar"
}

launch_gateway() {
    # shellcheck disable=SC2046 # names without spaces
    MEDIA_KAFKA_BOOTSTRAP_SERVERS=$(bootstrap_servers) MEDIA_REGISTRY_URL=$(registry_url) \
        MEDIA_HOST=127.0.0.1 MEDIA_PORT=$(port_of "$1") MEDIA_INSTANCE=$1 \
        MEDIA_OUTCOME_PARTITION=$((${1#gateway-} - 1)) \
        MEDIA_PUBLIC_BASE_URL=$(public_urls) MEDIA_PROCESSORS=$(joined http:// $(processors)) \
        MEDIA_INTERNAL_HOST=127.0.0.1 MEDIA_INTERNAL_PORT=$(second_port_of "$1") \
        MEDIA_INTERNAL_TOKEN=$(secret internal) \
        MEDIA_STREAM_BASE_URL=http://$(address_of simulator)/client/v4 \
        MEDIA_STREAM_ACCOUNT=local MEDIA_STREAM_TOKEN=local \
        MEDIA_WEBHOOK_SECRET=$(secret webhook) \
        MEDIA_WEBHOOK_URL=http://$(address_of gateway-1)/v1/stream/webhook \
        MEDIA_DATA_DIR=$dir/$1 \
        launch_java "$1" 384m -jar "$gateway_jar"
}

# secret NAME: made at the first start, unless the environment has it, and kept.
secret() {
    cat "$dir/secrets/$1"
}

# is_ready NODE: it does what it is there for. Of brokers, only the brokers know.
is_ready() {
    local status
    case $1 in
        registry) status=$(http_status "$(port_of registry)" $registry_api/subjects) ;;
        # It refuses whoever has no token, so it is there.
        simulator)
            status=$(http_status "$(port_of simulator)" /client/v4/accounts/local/stream) &&
                status=200
            ;;
        processor-* | gateway-*) status=$(http_status "$(port_of "$1")" /readyz) ;;
    esac
    [ "${status:-}" = 200 ]
}
