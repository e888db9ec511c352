# Files that belong to a file, on the way in and on the way out.
cwlVersion: v1.2
class: CommandLineTool
hints: {DockerRequirement: {dockerPull: "docker.io/library/debian:12.11-slim"}}
baseCommand: [sh, -c]
arguments:
  - 'cat "$0" "$0.idx" "\${0%.txt}.head" > copy.txt; echo i > copy.txt.idx; echo h > copy.head'
  - $(inputs.file.path)
inputs:
  file:
    type: File
    secondaryFiles: [.idx, ^.head]
outputs:
  copy:
    type: File
    secondaryFiles: [.idx, ^.head, {pattern: .none, required: false}]
    outputBinding: {glob: copy.txt}
