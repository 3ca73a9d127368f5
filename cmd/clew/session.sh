#!/usr/bin/env bash
# Makes session.svg, the picture in the README, from what the program really
# prints. Needs tmux and github.com/charmbracelet/freeze on the PATH.
set -euo pipefail
cd "$(dirname "$0")/../.."
work=$(mktemp -d)
trap 'tmux -L clew kill-server 2>/dev/null || true; rm -rf "$work"' EXIT
CGO_ENABLED=0 go build -o "$work/clew" ./cmd/clew
"$work/clew" demo "$work/jasper.clew" >/dev/null 2>&1
tmux -L clew -f /dev/null new-session -d -x 120 -y 30 "cd $work && env TERM=xterm-256color CLEW_DB=jasper.clew PATH=$work:$PATH PS1='\$ ' bash --norc --noprofile"
type() {
	tmux -L clew send-keys "$1" Enter
	sleep 2
}
type 'clear'
type "clew accounts 'score>=85 shares:wallet>=2 -tag:benign' --limit 5"
type 'clew links lena.marsh0417 --limit 1'
type 'clew rings --min 20'
tmux -L clew capture-pane -e -p >"$work/frame"
freeze "$work/frame" --language ansi --window --output cmd/clew/session.svg --font.size 13 --padding 16 --margin 0 --border.radius 6
