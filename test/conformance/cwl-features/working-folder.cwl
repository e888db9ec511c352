# The whole working folder as an output, with a hidden folder in it.
cwlVersion: v1.2
class: Workflow
inputs: []
steps:
  fill:
    in: []
    out: [all]
    run:
      class: CommandLineTool
      hints: {DockerRequirement: {dockerPull: "docker.io/library/debian:12.11-slim"}}
      baseCommand: [sh, -c, 'echo out; echo err >&2; echo 1 > one.txt; mkdir -p .config; echo 2 > .config/two']
      inputs: []
      stdout: out.log
      stderr: err.log
      outputs: {all: {type: Directory, outputBinding: {glob: .}}}
  look:
    in: {folder: fill/all}
    out: [list]
    run:
      class: CommandLineTool
      hints: {DockerRequirement: {dockerPull: "docker.io/library/debian:12.11-slim"}}
      baseCommand: [sh, -c, 'cd "$0" && find . -type f | sort | xargs sha1sum']
      inputs: {folder: {type: Directory, inputBinding: {}}}
      stdout: list.txt
      outputs: {list: stdout}
outputs: {files: {type: File, outputSource: look/list}}
