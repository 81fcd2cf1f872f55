# Runs one database server and makes sure that it never outlives the JVM that started it.
#
#   sh -c "$(cat watchdog.sh)" watchdog HOME COMMAND...
#
# Standard input is a pipe whose other end only the JVM holds. A line on it asks for a fast stop. Its end means
# that the JVM is gone, however it went: the server is stopped at once and HOME, which nobody needs any more,
# is deleted. Exits with the server's own status as soon as the server is gone.
home=$1
shift

trap '' INT HUP QUIT # Ctrl-C in a terminal reaches the JVM, and the JVM decides
detach=
command -v setsid >/dev/null && detach=setsid # else Ctrl-C also reaches the server, which has its own handler for it

exec 3<&0 </dev/null
$detach "$@" 3<&- &
server=$!

(
  while read -r _ <&3; do
    kill -INT "$server" 2>/dev/null
  done
  trap '' TERM # from here on the exit status below is a message, see the last lines
  kill -QUIT "$server" 2>/dev/null
  kill -TERM "$server" 2>/dev/null # for Redis, which leaves QUIT ignored as it was here; PostgreSQL takes the stronger
  exit 9
) &
listener=$!
exec 3<&-

wait "$server"
status=$?
kill "$listener" 2>/dev/null
wait "$listener" 2>/dev/null
[ $? -ne 9 ] || rm -rf "$home"
exit "$status"
