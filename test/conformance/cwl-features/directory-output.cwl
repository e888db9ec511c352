# A folder as an output, and a folder that is handed on.
cwlVersion: v1.2
class: Workflow
inputs: {name: string}
steps:
  make:
    in: {name: name}
    out: [made]
    run:
      class: CommandLineTool
      hints: {DockerRequirement: {dockerPull: "docker.io/library/debian:12.11-slim"}}
      baseCommand: [sh, -c, 'mkdir -p "$0/inner/deep" && echo 1 > "$0/one.txt" && echo 2 > "$0/inner/deep/two.txt" && : > "$0/.hidden"']
      inputs: {name: {type: string, inputBinding: {position: 1}}}
      outputs: {made: {type: Directory, outputBinding: {glob: $(inputs.name)}}}
  list:
    in: {folder: make/made}
    out: [list]
    run:
      class: CommandLineTool
      hints: {DockerRequirement: {dockerPull: "docker.io/library/debian:12.11-slim"}}
      baseCommand: [ls, -AR1]
      arguments: [{position: 2, valueFrom: .}]
      inputs: {folder: Directory}
      requirements: {InitialWorkDirRequirement: {listing: [$(inputs.folder)]}}
      stdout: list.txt
      outputs: {list: {type: File, outputBinding: {glob: list.txt}}}
outputs:
  made: {type: Directory, outputSource: make/made}
  listing: {type: File, outputSource: list/list}
