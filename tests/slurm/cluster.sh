#!/usr/bin/env bash
# A private Slurm on this one machine, for tests: several nodes on loopback, no systemd, no database, /etc untouched.
#
#   cluster.sh up FOLDER [NODES] [MAX_ARRAY_SIZE]    starts it and waits until every node is idle
#   cluster.sh node FOLDER NAME                      starts the daemon of one node (again)
#   cluster.sh down FOLDER                           stops exactly the daemons it started
#
# Everything lies in FOLDER: after `up`, `export SLURM_CONF=FOLDER/slurm.conf` and use sbatch, squeue, scontrol.
# Needs root and Debian's slurm-wlm and munge. Each node declares 2 processors, whatever the machine has.
set -euo pipefail

fail() { echo "cluster.sh: $*" >&2; exit 1; }
is_free() { ! (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# The first of NODES + 1 ports in a row that nobody listens at.
ports() {
  local start port
  for start in $(seq 26817 40 28817); do
    for port in $(seq "$start" $((start + $1))); do is_free "$port" || continue 2; done
    echo "$start"; return
  done
  fail "no free ports"
}

up() {
  local folder=$1 nodes=${2:-3} largest=${3:-1001} host port i
  for command in munged slurmctld slurmd sbatch; do
    command -v "$command" >/dev/null || fail "$command is not here; install Debian's slurm-wlm and munge"
  done
  host=$(hostname -s); port=$(ports "$nodes")
  mkdir -p "$folder"/{state,log,run,spool}; chmod 755 "$folder"
  folder=$(cd "$folder" && pwd)
  # Munge wants its folders to be nobody else's, and a short path for its socket.
  mkdir -m 700 "$folder/munge"; mkdir -m 755 "$folder/socket"
  (umask 077; dd if=/dev/urandom of="$folder/munge/key" bs=128 count=1 status=none)
  cat >"$folder/slurm.conf" <<CONF
ClusterName=private
SlurmctldHost=$host(127.0.0.1)
SlurmctldPort=$port
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
CredType=cred/munge
AuthInfo=socket=$folder/socket/munge
StateSaveLocation=$folder/state
SlurmdSpoolDir=$folder/spool/%n
SlurmctldPidFile=$folder/run/slurmctld.pid
SlurmdPidFile=$folder/run/%n.pid
SlurmctldLogFile=$folder/log/slurmctld.log
SlurmdLogFile=$folder/log/%n.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
MpiDefault=none
AccountingStorageType=accounting_storage/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SchedulerType=sched/backfill
SchedulerParameters=sched_interval=1,bf_interval=1,batch_sched_delay=0,sched_min_interval=0
CommunicationParameters=NoInAddrAny,NoCtldInAddrAny
SlurmdParameters=config_overrides
LaunchParameters=disable_send_gids
MaxArraySize=$largest
ReturnToService=2
SlurmdTimeout=10
KillWait=5
CONF
  for i in $(seq "$nodes"); do
    echo "NodeName=n$i NodeHostname=$host NodeAddr=127.0.0.1 Port=$((port + i)) CPUs=2 RealMemory=1000" >>"$folder/slurm.conf"
    mkdir -p "$folder/spool/n$i"
  done
  echo "PartitionName=main Nodes=ALL Default=YES MaxTime=INFINITE State=UP" >>"$folder/slurm.conf"
  export SLURM_CONF=$folder/slurm.conf
  munged --force --key-file="$folder/munge/key" --socket="$folder/socket/munge" --seed-file="$folder/munge/seed" \
    --pid-file="$folder/run/munged.pid" --log-file="$folder/log/munged.log"
  slurmctld
  for i in $(seq "$nodes"); do slurmd -N "n$i"; done
  for i in $(seq 150); do
    [ "$(sinfo --noheader --Node --format=%T 2>/dev/null | grep -c '^idle$')" = "$nodes" ] && return
    sleep 0.2
  done
  tail -n 20 "$folder"/log/*.log >&2
  fail "the nodes are not idle after 30 s"
}

# Asks each daemon to end, by the number it wrote itself; after 5 s it is killed.
down() {
  local folder=$1 file process i
  for file in "$folder"/run/n*.pid "$folder/run/slurmctld.pid" "$folder/run/munged.pid"; do
    [ -s "$file" ] || continue
    process=$(cat "$file")
    # A number may have been given to somebody else since.
    case $(ps -o comm= -p "$process" 2>/dev/null) in slurmd | slurmctld | munged) ;; *) continue ;; esac
    kill "$process" 2>/dev/null || continue
    for i in $(seq 50); do kill -0 "$process" 2>/dev/null || continue 2; sleep 0.1; done
    kill -9 "$process" 2>/dev/null || true
  done
}

case "${1:-} ${2:+folder}" in
  "up folder") shift; up "$@" ;;
  "node folder") SLURM_CONF=$2/slurm.conf slurmd -N "$3" ;;
  "down folder") down "$2" ;;
  *) fail "expected up, node or down, and a folder" ;;
esac
