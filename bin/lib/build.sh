# shellcheck shell=bash disable=SC2034,SC2154
# What the commands in bin/ share: finding a JDK, and building what is not built. It is sourced.
# Expects: root, the directory of the repository.

is_jdk_25() {
    [ -x "$1/bin/java" ] && grep -qs '^JAVA_VERSION="25' "$1/release"
}

# Prints the path of a java of version 25, whatever `java` on the PATH is.
find_java() {
    local home
    for home in "${JAVA_HOME:-}" \
        "$(dirname "$(dirname "$(readlink -f "$(command -v java || echo /none/bin/java)")")")" \
        /usr/lib/jvm/* /opt/java/* "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/* \
        /Library/Java/JavaVirtualMachines/*/Contents/Home; do
        if [ -n "$home" ] && is_jdk_25 "$home"; then
            echo "$home/bin/java"
            return
        fi
    done
    echo "divine-media needs a JDK 25: set JAVA_HOME to one, or install it under /usr/lib/jvm." >&2
    exit 1
}

# is_stale BUILT FILE…: one of the files is missing, or a source is newer than BUILT, which only a
# build that came to its end leaves: one that was interrupted may leave half a jar.
is_stale() {
    local built=$1 file
    shift
    for file in "$built" "$@"; do
        [ -e "$file" ] || return 0
    done
    [ -n "$(find "$root" \( -name target -o -name node_modules -o -name .git -o -name data \
        -o -name data-cluster \) -prune -o \( -path '*/src/main/*' -o -name pom.xml \) \
        -newer "$built" -type f -print -quit)" ]
}

# build BUILT [MAVEN OPTION…]: packages everything, then leaves BUILT.
build() {
    local built=$1
    shift
    echo "Building divine-media (the first time, Maven downloads what it needs) …" >&2
    (cd "$root" && mvn -q -B -DskipTests "$@" package) >&2
    touch "$built"
}
