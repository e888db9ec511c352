import { STEP_SCRIPT } from './step-script';
import { toolCommand } from './tool-command';

const quote = (text: string): string => `'${text.replaceAll("'", `'"'"'`)}'`;
const INLINE = `sh -c ${quote(STEP_SCRIPT)} reprov`;
const UPLOADED = 'sh /ws/cwl/docker_stagedir/stg0/step.sh';
const HERE = `sh -c "$(cat <<'REPROV_5f3a9'\n:; cat a | sort "b" \nREPROV_5f3a9\n)" /bin/sh`;

function reana(command: string): string {
  const text = `umask 2;export HOME="/h";export TMPDIR="/t";cp -a /ws/a /ws/b ;mkdir -p /h && cd /h && ${command}; cp -r /h/* /out`;
  return `/bin/sh -c ${quote(text)} `;
}

describe('toolCommand', () => {
  it.each([
    { what: 'one that is not wrapped', command: `python3 'a b' > out`, shown: `python3 'a b' > out` },
    { what: 'one of REANA that is not wrapped', command: reana('wc -l < a > out'), shown: 'wc -l < a > out' },
    { what: 'a wrapped one', command: `${INLINE} 5f3a9/t.cwl/2 -- wc -l > out`, shown: 'wc -l > out' },
    {
      what: 'one with globs and paths',
      command: `${INLINE} '5f3a9/t.cwl/2\n*.txt' '/ws/a b' /ws/c -- sh -c 'x -- y' --`,
      shown: `sh -c 'x -- y' --`,
    },
    { what: 'one with the script as a file', command: `${UPLOADED} 5f3a9/t.cwl/pug -- wc`, shown: 'wc' },
    {
      what: 'one as REANA rewrites it',
      command: reana(`${INLINE} 5f3a9/t.cwl/2 -- wc 'it'"'"'s' > /h/out`),
      shown: `wc 'it'"'"'s' > /h/out`,
    },
    { what: 'a shell command', command: `/bin/sh -c ${INLINE} 5f3a9/t/2 -- ${HERE} > o`, shown: 'cat a | sort "b" > o' },
    {
      what: 'a shell command as REANA rewrites it',
      command: reana(`${INLINE} 5f3a9/t/2 -- ${HERE} > o`),
      shown: 'cat a | sort "b" > o',
    },
    { what: 'one that was cut off', command: `${INLINE} 5f3a9/t/2 -- sh -c "$(cat <<'REPROV_5f3a9'\n:; cat a`, shown: 'cat a' },
    {
      what: 'one in lines as cwltool writes them',
      command: `sh \\\n    -c \\\n    ${quote(STEP_SCRIPT)} \\\n    reprov \\\n    5f3a9/t.cwl/2 \\\n    -- \\\n    wc \\\n    -l`,
      shown: 'wc \\\n    -l',
    },
    { what: 'no more than it knows', command: `${INLINE} 5f3a9/t.cwl/2 wc`, shown: `${INLINE} 5f3a9/t.cwl/2 wc` },
    { what: 'a quote that does not end', command: `sh -c 'abc`, shown: `sh -c 'abc` },
    { what: 'a command of a user that looks alike', command: `sh -c 'x' reprov y -- z`, shown: `sh -c 'x' reprov y -- z` },
    { what: 'nothing', command: '', shown: '' },
  ])('shows $what', ({ command, shown }) => expect(toolCommand(command)).toBe(shown));
});
