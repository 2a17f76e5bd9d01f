#!/usr/bin/env bash
# Workers of a queue as a Slurm job array, submitted from the folder of the spec:
#   export HNAS_REDIS=rediss://farm:password@redis.example.org:6380
#   sbatch --array=1-16 --export=ALL,HNAS_REDIS slurm.sh [QUEUE]
#SBATCH --job-name=hnas-worker
#SBATCH --gres=gpu:1
#SBATCH --cpus-per-task=4
#SBATCH --mem=16G
#SBATCH --time=08:00:00
#SBATCH --requeue
#SBATCH --open-mode=append
# A minute before the end, so that the worker can give its evaluation back.
#SBATCH --signal=B:TERM@60
set -euo pipefail

: "${HNAS_REDIS:?holds the address of the Redis: rediss://user:password@host:port}"
queue="${1:-default}"
name="slurm-${SLURM_ARRAY_JOB_ID:-$SLURM_JOB_ID}-${SLURM_ARRAY_TASK_ID:-0}"

hnas worker --queue "$queue" --name "$name" --data "$SLURM_SUBMIT_DIR" --idle 600 &
worker=$!
# The shell is what Slurm signals; it hands the signal on and waits for the farewell.
trap 'kill -TERM "$worker" 2>/dev/null' TERM INT
status=0
wait "$worker" || status=$?
if kill -0 "$worker" 2>/dev/null; then
  status=0
  wait "$worker" || status=$?
fi
exit "$status"
