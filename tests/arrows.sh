#!/usr/bin/env bash
# The arrows of the house: bot -> core, slack, storage; storage -> core; core and slack depend on nothing of
# ours. And the headers that cost much, or tie users to a library, stay out of our headers.
set -euo pipefail
cd "${1:-$(dirname "$0")/..}"

mistakes=0

# forbid WHERE PATTERN WHY [FILE...]: no #include of these files may match.
forbid() {
  local where=$1 pattern=$2 why=$3
  shift 3
  [ "$#" -gt 0 ] || return 0
  local found
  # 1: nothing matches; more: grep itself failed, and nothing was looked at.
  found=$(grep -nE "^[[:space:]]*#[[:space:]]*include[[:space:]]*[<\"]($pattern)" "$@" /dev/null) || [ "$?" -eq 1 ]
  if [ -n "$found" ]; then
    printf '%s: %s\n%s\n' "$where" "$why" "$found"
    mistakes=1
  fi
}

files() { find "$1" -type f \( -name '*.h' -o -name '*.cpp' \) -not -path '*/build/*' | sort; }
headers() { find "$1" -type f -name '*.h' | sort; }

mapfile -t core <<<"$(files core)"
mapfile -t slack <<<"$(files slack)"
mapfile -t storage <<<"$(files storage)"
mapfile -t all_headers <<<"$(for folder in core slack storage bot; do headers "$folder"; done)"
mapfile -t core_headers <<<"$(headers core)"
mapfile -t library <<<"$(for folder in core slack storage bot; do files "$folder"; done)"

# A tree in which nothing is found would pass for the wrong reason.
if [ -z "${core[0]}" ] || [ -z "${slack[0]}" ] || [ -z "${storage[0]}" ]; then
  echo "no sources found in core, slack or storage"
  exit 1
fi

forbid core 'slack/|storage/|bot/|tests/' 'core depends on nothing of ours' "${core[@]}"
forbid core 'httplib|SQLiteCpp|sqlite3|openssl|spdlog|CLI|toml|prometheus|boost' \
  'core does no input or output' "${core[@]}"
forbid core 'nlohmann|md4c' 'only sources of core may' "${core_headers[@]}"
forbid slack 'core/|storage/|bot/|tests/' 'slack knows nothing of incidents' "${slack[@]}"
forbid storage 'slack/|bot/|tests/|httplib' 'storage depends on core alone' "${storage[@]}"
forbid headers 'nlohmann/json\.hpp|httplib|toml\+\+|CLI/|spdlog/|prometheus/' \
  'heavy headers stay in sources' "${all_headers[@]}"
mapfile -t open_headers <<<"$(for folder in core slack bot; do headers "$folder"; done; ls storage/*.h)"
forbid headers 'SQLiteCpp/|sqlite3' 'only the engine itself knows SQLite' "${open_headers[@]}"
forbid library 'tests/' 'what ships includes no tests' "${library[@]}"

exit "$mistakes"
