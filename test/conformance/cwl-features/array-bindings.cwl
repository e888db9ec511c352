# Lists on the command line: joined, with a prefix each, with the prefix attached.
cwlVersion: v1.2
class: CommandLineTool
hints: {DockerRequirement: {dockerPull: "docker.io/library/debian:12.11-slim"}}
baseCommand: [sh, -c, 'for word; do echo "${word##*/}"; done', sh]
inputs:
  joined: {type: 'string[]', inputBinding: {position: 1, prefix: --joined, itemSeparator: ','}}
  each: {type: {type: array, items: string, inputBinding: {prefix: -e, separate: false}}, inputBinding: {position: 2}}
  files: {type: {type: array, items: File, inputBinding: {prefix: -f}}, inputBinding: {position: 3}}
  plain: {type: 'File[]', inputBinding: {position: 4, prefix: --all}}
stdout: out.txt
outputs: {out: stdout}
