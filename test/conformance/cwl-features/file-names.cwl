# Names beyond ASCII and with signs that a shell knows, as input and output.
cwlVersion: v1.2
class: CommandLineTool
hints: {DockerRequirement: {dockerPull: "docker.io/library/debian:12.11-slim"}}
baseCommand: [sh, -c, 'cat "$0" > "größe 雪.txt"; : > "a b.dat"; : > "it''s.dat"; : > "[x].dat"']
inputs:
  named: {type: File, inputBinding: {position: 1}}
outputs:
  sized: {type: File, outputBinding: {glob: größe 雪.txt}}
  dat: {type: 'File[]', outputBinding: {glob: '*.dat'}}
