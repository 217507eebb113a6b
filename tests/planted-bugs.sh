#!/usr/bin/env bash
# Plants one bug after the other and has the test that should find it look for it: README.md, "Planted bugs".
# With names behind it, plants those alone.
set -euo pipefail
cd "$(dirname "$0")/.."

# Each bug, the package and target whose test finds it, and the test.
bugs=(
  "ack-before-commit    crosstracks-tests  --test=simulation nothing_is_lost_doubled_or_shown_too_early_in_any_session"
  "synchronous-normal   crosstracks-tests  --test=power_cut  a_power_cut_at_any_write_loses_nothing_that_was_acknowledged"
  "skip-duplicate-check crosstracks-tests  --test=simulation nothing_is_lost_doubled_or_shown_too_early_in_any_session"
  "hash-map-order       crosstracks-tests  --test=simulation nothing_is_lost_doubled_or_shown_too_early_in_any_session"
  "retry-commit         crosstracks-tests  --test=power_cut  any_call_to_the_disk_may_fail_and_nothing_that_was_acknowledged_is_lost"
  "timer-twice          crosstracks-tests  --test=simulation nothing_is_lost_doubled_or_shown_too_early_in_any_session"
  "reveal-early         crosstracks-tests  --test=leaks      nothing_shows_before_its_time"
  "leak-count           crosstracks-tests  --test=leaks      nothing_shows_before_its_time"
  "reveal-early         crosstracks-protocol --test=rooms    rooms::twins::sessions_that_differ_in_what_is_hidden_look_the_same_to_others"
  "leak-count           crosstracks-protocol --test=rooms    rooms::twins::sessions_that_differ_in_what_is_hidden_look_the_same_to_others"
  "unbounded-outbox     crosstracks-server --lib             outbox::socket::tests::who_lets_too_much_wait_gets_what_was_begun_and_a_goodbye"
  "no-origin-check      crosstracks-server --lib             http::origins::tests::only_the_exact_origin_may"
)

cargo test --quiet --no-run -p crosstracks-tests --features planted-bugs \
  --bins --test simulation --test power_cut --test leaks
cargo test --quiet --no-run -p crosstracks-server --features planted-bugs --lib
cargo test --quiet --no-run -p crosstracks-protocol --features planted-bugs --test rooms

said=$(mktemp)
trap 'rm -f "$said"' EXIT
missed=0
for bug in "${bugs[@]}"; do
  read -r name package target test <<<"$bug"
  if [ $# -gt 0 ] && [[ " $* " != *" $name "* ]]; then continue; fi
  start=$SECONDS
  run=(timeout 600 cargo test --quiet -p "$package" --features planted-bugs "$target" -- "$test")
  if CROSSTRACKS_PLANTED_BUG=$name "${run[@]}" >"$said" 2>&1; then
    echo "$name: NOT FOUND by $package $target"
    missed=1
  elif ! grep -q "test result: FAILED" "$said"; then
    echo "$name: the test did not end"
    tail -n 20 "$said"
    missed=1
  else
    # A test may fail in words that are none of these.
    why=$(grep -m 1 -E "^seed |assertion|^[^ ].* (acknowledged|lost|sent|shows)" "$said" ||
      grep -m 1 "panicked at" "$said" || true)
    echo "$name: found in $((SECONDS - start)) s by $package $target: ${why:0:140}"
  fi
done
exit $missed
