# stdout and stderr in files; a message of the shell is part of stderr.
cwlVersion: v1.2
class: CommandLineTool
hints: {DockerRequirement: {dockerPull: "docker.io/library/debian:12.11-slim"}}
successCodes: [127]
baseCommand: [sh, -c, 'echo out; echo err >&2; no_such_program_at_all']
inputs: []
stdout: out.txt
stderr: err.txt
outputs: {out: stdout, err: stderr}
