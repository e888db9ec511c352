# Files in the working folder before the tool starts: a copy that it changes, a new name, and a text.
cwlVersion: v1.2
class: CommandLineTool
hints: {DockerRequirement: {dockerPull: "docker.io/library/debian:12.11-slim"}}
requirements:
  InitialWorkDirRequirement:
    listing:
      - {entry: $(inputs.file), writable: true}
      - {entry: $(inputs.other), entryname: renamed.txt}
      - {entryname: config.ini, entry: "name=$(inputs.name)\nprice=\\$(5)\n"}
baseCommand: [sh, -c, 'echo more >> "$0"; cat "$0" renamed.txt config.ini > all.txt']
inputs:
  file: File
  other: File
  name: string
arguments: [$(inputs.file.basename)]
outputs:
  all: {type: File, outputBinding: {glob: all.txt}}
  changed: {type: File, outputBinding: {glob: $(inputs.file.basename)}}
  every: {type: 'File[]', outputBinding: {glob: ['*.txt', '*.ini']}}
