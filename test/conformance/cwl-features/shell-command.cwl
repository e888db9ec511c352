# A text for the shell: a pipeline, quotes, a comment, and an exit code from its middle.
cwlVersion: v1.2
class: CommandLineTool
requirements: {ShellCommandRequirement: {}}
hints: {DockerRequirement: {dockerPull: "docker.io/library/debian:12.11-slim"}}
successCodes: [4]
baseCommand: [cat]
inputs:
  file: {type: File, inputBinding: {position: 1}}
  word: {type: string, inputBinding: {position: 5}}
arguments:
  - {position: 2, shellQuote: false, valueFrom: '| sort | tr a-z A-Z > sorted.txt; echo "it is" "\$(wc -l < sorted.txt)" lines;'}
  - {position: 4, shellQuote: false, valueFrom: "echo 'one \"two\"' $0 >&2; printf '%s\\n'"}
  - {position: 6, shellQuote: false, valueFrom: '| tr -d x; (exit 4) # not done (yet'}
stdout: out.txt
stderr: err.txt
outputs:
  out: stdout
  err: stderr
  sorted: {type: File, outputBinding: {glob: sorted.txt}}
