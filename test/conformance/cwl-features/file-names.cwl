# Empty files and names beyond ASCII, as input and output.
cwlVersion: v1.2
class: CommandLineTool
hints: {DockerRequirement: {dockerPull: "docker.io/library/debian:12.11-slim"}}
baseCommand: [sh, -c, 'cat "$0" "$1" > "größe 雪.txt"; : > empty.out; : > "a b.dat"; : > "it''s.dat"; : > "[x].dat"']
inputs:
  empty: {type: File, inputBinding: {position: 1}}
  named: {type: File, inputBinding: {position: 2}}
outputs:
  sized: {type: File, outputBinding: {glob: größe 雪.txt}}
  empty_out: {type: File, outputBinding: {glob: empty.out}}
  dat: {type: 'File[]', outputBinding: {glob: '*.dat'}}
