# The environment of a tool: its own variables, and no others than without measurements.
cwlVersion: v1.2
class: CommandLineTool
hints: {DockerRequirement: {dockerPull: "docker.io/library/debian:12.11-slim"}}
requirements:
  EnvVarRequirement:
    envDef:
      GREETING: $(inputs.greeting)
      QUOTES: "it's \"quoted\" and costs $5"
      NONE: ''
baseCommand: [sh, -c, 'tr "\0" "\n" < /proc/$$/environ | grep -v "^\(HOME\|TMPDIR\|PATH\)=" | sort; umask; ls /proc/self/fd | wc -l']
inputs: {greeting: string}
stdout: environment.txt
outputs: {out: stdout}
