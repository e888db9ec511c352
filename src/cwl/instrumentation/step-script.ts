/** Where the script stands in the workspace when it is uploaded. */
export const SCRIPT_PATH = '.reprov/step.sh';

/** `$0` of the script when it stands in the document. */
export const SCRIPT_NAME = 'reprov';

/** Separates the words for the script from the command of the tool. */
export const END_OF_WORDS = '--';

/** The line that ends the text of a shell command inside the wrapper's. */
export function delimiter(nonce: string): string {
  return `REPROV_${nonce}`;
}

/**
 * Runs the tool and writes one line about it, in POSIX sh: `sh -c SCRIPT reprov HEADER PATH... -- COMMAND ARGUMENT...`.
 *
 * HEADER is `nonce/tool/channel and flags`, then one line for each glob. The texts `&2`, `/tmp/`, `/var/lib/cwl/` and the
 * path of the shell stand nowhere in it, because REANA replaces them in commands. Its names begin with `_`, since a
 * variable of the same name that the tool receives would change.
 */
const LINES = [
  '_z="',
  '"',
  '_k=${1%%/*} _j=${1#*/}',
  '_c=${_j#*/} _j=${_j%%/*} _g=${1#*$_z}',
  '_c=${_c%%$_z*}',
  'shift',

  // A job in the background would read nothing, so stdin is kept as 3; stderr is kept as 4, since it is the tool's: the shell
  // itself says nothing. `command`, because a shell ends when `exec` alone fails.
  '_x=2',
  'command exec 3<&0||exec 3</dev/null',
  'command exec 4>&$_x||exec 4>/dev/null',
  'exec 2>/dev/null',

  // _e PATH: sets _p, the path as text where every byte of it is harmless, otherwise in hex.
  '_e(){ case $1 in *[!A-Za-z0-9/._+,=@%:~-]*)_p="x\\":\\"$(printf %s "$1"|od -An -v -tx1|tr -d " \\n")";;*)_p="p\\":\\"$1";;esac;}',

  // _d PATH: lists a file, or the files in a folder, in _l; _n counts those that are left out: too many, too long a path, or behind
  // a link to a folder. Only regular files are opened. openssl is slow to start and four times as fast as sha256sum.
  '_i(){ _n=$((_n+1));}',
  '_s(){ openssl dgst -sha256 <"$1";}',
  '_d(){ if [ ${#1} -gt 999 ]||[ $_n -gt 9999 ];then _i',
  'elif [ -d "$1" ];then for _x in "$1"/* "$1"/.[!.]*;do if [ -L "$_x" ]&&[ -d "$_x" ];then _i;else _d "$_x";fi;done',
  'elif [ -f "$1" ];then [ ${#_l} -gt 6000 ]||_e "$1"',
  'if [ ${#_l} -gt 6000 ]||[ ${#_p} -gt 999 ];then _i;return;fi',
  'case $_l in *"{\\"$_p\\","*)return;;esac',
  'set -- "$1" $(stat -Lc %s "$1"||wc -c <"$1")',
  '_h=',
  '[ $2 -le 34359738368 ]&&_h=$([ $2 -gt 67108864 ]&&_s "$1"||sha256sum <"$1"||_s "$1"||shasum -a 256 <"$1")',
  '_h=${_h##*= }',
  '_l="$_l{\\"$_p\\",\\"n\\":${2:-null},\\"h\\":\\"${_h%% *}\\"},"',
  'fi;}',

  // What the tool uses: the paths before `--`, and the words of its command that are inputs where cwltool staged them.
  '_l= _n=0',
  'while [ "$1" != -- ];do case $1 in /*)_d "$1";;esac;shift;done',
  'shift',
  'for _x;do case $_x in /*/stg????????-????-????-????-????????????/*)_d "$_x";;esac;done',
  '_f=$_l _a=$_n',

  // _o FILE...: sets _v and _w, the first line of the first file that can be read, and _y, its name. Then the places of the cgroup.
  '_o(){ for _y;do read -r _v _w <"$_y"&&return;done;_v= _w= _y=;}',
  '_s=/sys/fs/cgroup',
  'while IFS=: read -r _x _t _u;do case $_t in "")_l=$_s$_u;;*cpuacct*)_b=$_s/cpuacct$_u;;*memory*)_m=$_s/memory$_u;;esac;done </proc/self/cgroup',
  '_o "$_l/cpu.stat" $_s/cpu.stat "$_b/cpuacct.usage" $_s/cpuacct/cpuacct.usage',

  // _q: sets _q, what has been consumed up to now by children that have ended: uptime, ticks of user and system, bytes, cgroup.
  '_q(){ _u= _t= _i= _o= _v= _w=',
  'read -r _u _x </proc/uptime',
  'read -r _t </proc/$$/stat',
  '{ read -r _x _i;read -r _x _o;} </proc/$$/io',
  'read -r _v _w <"$_y"',
  'set -- ${_t##*)}',
  '_q=$_u:${14}:${15}:$_i:$_o:$_v:$_w;}',

  // The tool, without the variables that shells add. `exec`, since `echo` of a shell is another than the program.
  '_h=$(tr "\\0\\n" "\\n " </proc/$$/environ)',
  '_b=$(date +%s)',
  '_q',
  '_d=$_q',
  '([ "$_h" ]&&for _x in PWD SHLVL;do case "$_z$_h" in *"$_z$_x="*);;*)unset $_x;;esac;done',
  '[ $# -gt 0 ]||exit 127',
  'exec "$@" <&3 3<&- 2>&4 4>&-)&',

  // A signal ends `wait` early, with 128 + its number, as a tool that died of it does: asked again, the shell tells them apart.
  '_p=$!',
  'trap "kill $_p" TERM INT',
  'trap "kill -HUP $_p" HUP',
  'wait $_p',
  '_r=$?',
  'while [ $_r -gt 128 ];do wait $_p;_x=$?;[ $_x = 127 ]&&break;[ $_x = $_r ]&&! kill -0 $_p&&break;_r=$_x;done',
  'trap "" TERM INT HUP PIPE',

  // What the tool made, and where.
  '_q',
  '_i=$(date +%s)',
  '_o "$_l/memory.peak" $_s/memory.peak "$_m/memory.max_usage_in_bytes" $_s/memory/memory.max_usage_in_bytes',
  '_t=$_v _l= _n=0 IFS=$_z',
  'for _x in cwl.output.json $_g;do case $_x in /*|*../*);;*)_d "$_x";;esac;done',
  'IFS=" "',
  '_u= _o=',
  '_e "$(pwd)"',
  '[ ${#_p} -gt 999 ]&&_p="p\\":\\""',
  'read -r _u </sys/devices/system/cpu/online',
  'read -r _o </proc/meminfo',

  // The line. Where the tool captures both streams, it goes to stderr of the parent, which is the log. Some shells redirect
  // themselves while a command runs, and keep their own streams as 10 and 11; a shell that cwltool started has the log in no
  // place, so that it goes to the parent of that.
  '_w(){ printf \'\\n@@reprov:1:%s {"tool":"%s","flags":"%s","exit":%s,"date":["%s","%s"],"at":["%s","%s"],"mem":"%s","host":["%s","%s","%s"],"cwd":{"%s"},"used":[%s],"gen":[%s],"more":[%s,%s]}\\n\' "$_k" "$_j" "$_c" $_r "$_b" "$_i" "$_d" "$_q" "$_t" "$(uname -srm)" "$_u" "$_o" "$_p" "${_f%,}" "${_l%,}" $_a $_n;}',
  'case $_c in 2*)_w >&4;;1*)_w;;*)_y=/proc/$PPID',
  'set -- $_y/fd/2',
  '[ $1 -ef /proc/$$/fd/4 ]&&read -r _v <$_y/stat&&set -- ${_v##*)}&&set -- $_y/fd/11 $_y/fd/10 /proc/$2/fd/2',
  'for _x;do [ $_x -ef /proc/$$/fd/1 ]||[ $_x -ef /proc/$$/fd/4 ]||{ _w >>$_x&&exit $_r;};done',
  'case $_c in f*)_w >".reprov-$_k-$_j.json";;esac;;esac',
  'exit $_r',
];

export const STEP_SCRIPT = LINES.join('\n');
