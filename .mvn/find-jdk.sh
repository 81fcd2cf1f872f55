# Sourced by ./mvnw, ./keyturn and ./dev: sets and exports JAVA_HOME to a JDK 25 or newer, or says in one
# sentence that there is none. Looks in JAVA_HOME, at the `java` on PATH, then in the usual places.

# Prints the feature version of the JDK in $1 (25, 26, …) from its `release` file; nothing if it is no JDK.
jdk_feature_version() {
  [ -x "$1/bin/javac" ] && [ -r "$1/release" ] || return 0
  sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release"
}

find_jdk() {
  set +f # mvnw turns globbing off; the usual places are globs
  on_path=$(command -v javac 2>/dev/null) && on_path=$(readlink -f "$on_path") && on_path=${on_path%/bin/javac}
  for home in "${JAVA_HOME-}" "${on_path-}" \
    /usr/lib/jvm/* /opt/java/* /opt/jdk* /usr/java/* \
    "${HOME-}"/.sdkman/candidates/java/* "${HOME-}"/.jdks/* "${HOME-}"/.local/share/mise/installs/java/* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home "${HOME-}"/Library/Java/JavaVirtualMachines/*/Contents/Home \
    /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home; do
    [ -n "$home" ] || continue
    version=$(jdk_feature_version "$home")
    if [ -n "$version" ] && [ "$version" -ge 25 ]; then
      JAVA_HOME=$home
      export JAVA_HOME
      return 0
    fi
  done
  echo "Keyturn needs a JDK 25 or newer and found none: install one, or set JAVA_HOME to it." >&2
  return 1
}

find_jdk || exit 1
