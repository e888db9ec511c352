# A file on stdin, and stdout in a file without a name; stderr goes to the log.
cwlVersion: v1.2
class: CommandLineTool
hints: {DockerRequirement: {dockerPull: "docker.io/library/debian:12.11-slim"}}
baseCommand: [sh, -c, 'tr a-z A-Z; printf "no line end" >&2']
inputs: {file: stdin}
outputs: {out: stdout}
