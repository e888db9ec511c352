# Empty files, handed on and as outputs.
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
      baseCommand: touch
      inputs: {name: {type: string, inputBinding: {position: 1}}}
      outputs: {made: {type: File, outputBinding: {glob: $(inputs.name)}}}
  copy:
    in: {made: make/made}
    out: [copy]
    run:
      class: CommandLineTool
      hints: {DockerRequirement: {dockerPull: "docker.io/library/debian:12.11-slim"}}
      baseCommand: cat
      stdin: $(inputs.made.path)
      stdout: copy.txt
      inputs: {made: File}
      outputs: {copy: {type: File, outputBinding: {glob: copy.txt}}}
outputs:
  made: {type: File, outputSource: make/made}
  copied: {type: File, outputSource: copy/copy}
