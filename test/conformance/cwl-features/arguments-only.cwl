# No baseCommand: all words come from arguments and inputs, in order of position.
cwlVersion: v1.0
class: CommandLineTool
hints: {DockerRequirement: {dockerPull: "docker.io/library/debian:12.11-slim"}}
arguments:
  - {position: -3, valueFrom: /bin/echo}
  - {position: 2, prefix: --end, valueFrom: end}
  - -e
  - 'a\tb'
inputs:
  word: {type: string, inputBinding: {position: -1}}
  file: {type: File, inputBinding: {position: -2, prefix: -f, valueFrom: $(self.basename)}}
stdout: out.txt
outputs: {out: {type: File, outputBinding: {glob: out.txt}}}
