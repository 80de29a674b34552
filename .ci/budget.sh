# CPU time of the gate's steps, held against .ci/budget.txt. Sourced by .ci/run, not run.
#
#   budgets FILE SCRIPT     reads the budgets; every `step NAME ...` of the script has one, and every budget a step
#   apart WORDS...          begins what is not counted
#   step NAME WORDS...      ends the step before, begins the next
#   over                    ends the last step; fails where a step took more than 1.3 times its budget
#
# The time is user and system time of all processes that this shell waited for, and that those waited for: what goes on in the
# background or under another parent, as the daemons of a private Slurm do, is not counted.

declare -A budget
exceeded=() step_name='' step_from=0 spent_in_steps=0

# CPU time of all children until now, in milliseconds. Not in a subshell, which has no children.
spent() {
  times >"$work/times"
  cpu=$(awk 'NR == 2 { gsub(/,/, "."); gsub(/[ms]/, " "); printf "%.0f", ($1 * 60 + $2 + $3 * 60 + $4) * 1000 }' "$work/times")
}

budgets() {
  local name minutes steps
  while read -r name minutes; do
    case $name in '' | '#'*) continue ;; esac
    [[ $minutes =~ ^[0-9]+(\.[0-9])?$ && -z ${budget[$name]-} ]] || { echo "$1: expected a name and CPU-minutes, once each: $name $minutes" >&2; exit 1; }
    budget[$name]=$minutes
  done <"$1"
  steps=$(sed -nE 's/^step ([a-z-]+) .*/\1/p' "$2" | sort)
  local unpaid unused
  unpaid=$(comm -23 <(echo "$steps") <(printf '%s\n' "${!budget[@]}" | sort))
  unused=$(comm -13 <(echo "$steps") <(printf '%s\n' "${!budget[@]}" | sort))
  if [ -n "$unpaid$unused" ]; then
    echo "$1: steps without a budget: ${unpaid:-none}; budgets without a step: ${unused:-none}" >&2
    exit 1
  fi
}

# Ends a step: what it took, and whether that is too much.
end_step() {
  [ -n "$step_name" ] || return 0
  local cpu
  spent
  local took=$((cpu - step_from)) minutes=${budget[$step_name]}
  spent_in_steps=$((spent_in_steps + took))
  awk -v name="$step_name" -v took="$took" -v budget="$minutes" \
    'BEGIN { printf "-- %s: %.1f of %s CPU-minutes\n", name, took / 60000, budget; exit took > 1.3 * 60000 * budget }' ||
    exceeded+=("$step_name")
  step_name=''
}

apart() {
  end_step
  printf '\n== %s\n' "$*"
}

step() {
  end_step
  local cpu
  printf '\n== %s\n' "${*:2}"
  spent
  step_name=$1 step_from=$cpu
}

over() {
  end_step
  printf '%s\n' "${budget[@]}" | awk -v took="$spent_in_steps" \
    '{ sum += $1 } END { printf "\n-- in all: %.1f of %.1f CPU-minutes, installation apart\n", took / 60000, sum }'
  if [ ${#exceeded[@]} -gt 0 ]; then
    echo "more than 1.3 times their budgets in .ci/budget.txt: ${exceeded[*]}" >&2
    exit 1
  fi
}
