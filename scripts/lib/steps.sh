# Steps of a long check: each is timed, its whole output is printed when it ends, and steps on two lanes run at the same time.
# Sourced after tools.sh by scripts/test.

STEPS=$(mktemp -d)
BEGUN=$SECONDS

# step NAME COMMAND...: runs it and notes how long it took; false when it failed.
step() {
  local name=$1 file status=0 wall user system TIMEFORMAT='%R %U %S'
  shift
  say "$name: started"
  file=$(mktemp "$STEPS/step.XXXXXX")
  { time into "$file.output" "$@"; } 2>"$file.time" || status=$?
  read -r wall user system <"$file.time"
  printf '%s\t%s\t%s\t%s\n' "$wall" "$(awk "BEGIN { printf \"%.1f\", $user + $system }")" "$status" "$name" >>"$STEPS/done"
  if [ $status != 0 ]; then reasons "$name" "$file.output" >>"$STEPS/why"; fi
  print_alone "$name: $([ $status = 0 ] && echo "passed" || echo "FAILED") after $wall s" "$file.output"
  return $status
}

# reasons NAME FILE: the sentences in a step's output that say why it failed, without what surrounds them.
reasons() {
  printf '%s\n' "$1"
  awk '
    /^---- .* ----$/ { print "  " $2; next }
    / panicked at / { left = 6; next }
    /^stack backtrace:|^note: / { left = 0 }
    left > 0 && NF { print "    " $0; left-- }
    /^error(\[|:)/ { print "  " $0; left = 2 }
    /^console: / { print "    " $0 }' "$2" | cut -c -400 | head -n 100
}

# into FILE COMMAND...: runs it in a shell of its own, which a missing tool may end.
into() {
  local output=$1
  shift
  ("$@") >"$output" 2>&1 </dev/null
}

# skipped NAME WHY: a step that can't be done is one that failed.
skipped() {
  printf '0\t0\t1\t%s (%s)\n' "$1" "$2" >>"$STEPS/done"
}

# print_alone TITLE FILE: two lanes do not print into each other.
print_alone() {
  (
    if has flock; then exec 7>"$STEPS/printing" && flock 7; fi
    say "$1"
    cat "$2"
  )
}

# lanes FUNCTION FUNCTION: runs both at the same time; the first has a process group of its own, which ends with this script.
lanes() {
  local other
  set -m
  { set +m && "$1" || true; } </dev/null &
  other=$!
  set +m
  # shellcheck disable=SC2064
  trap "kill -- -$other 2>/dev/null || true; rm -rf '$STEPS'" EXIT
  trap 'exit 130' INT TERM
  "$2" || true
  wait "$other" || true
  trap "rm -rf '$STEPS'" EXIT
}

# report: the table of steps; false when one of them failed.
report() {
  local failed
  say "Where the time went (of $((SECONDS - BEGUN)) s)"
  printf '%9s %11s  %s\n' "seconds" "processor" "step"
  awk -F '\t' '{ printf "%9.1f %11.1f  %s%s\n", $1, $2, $4, $3 == 0 ? "" : ": FAILED" }' "$STEPS/done"
  failed=$(awk -F '\t' '$3 != 0 { printf "%s%s", separator, $4; separator = ", " }' "$STEPS/done")
  if [ -n "$failed" ]; then
    say "Why"
    cat "$STEPS/why" 2>/dev/null
    say "Failed: $failed"
    return 1
  fi
}
