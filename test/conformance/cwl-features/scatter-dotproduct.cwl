# Scatter over two inputs at once, in pairs.
cwlVersion: v1.2
class: Workflow
requirements: {ScatterFeatureRequirement: {}}
inputs: {texts: 'string[]', files: 'File[]'}
steps:
  join:
    scatter: [text, file]
    scatterMethod: dotproduct
    in: {text: texts, file: files}
    out: [joined]
    run:
      class: CommandLineTool
      hints: {DockerRequirement: {dockerPull: "docker.io/library/debian:12.11-slim"}}
      baseCommand: [cat]
      inputs:
        text: string
        file: {type: File, inputBinding: {position: 1}}
      stdout: $(inputs.text).txt
      outputs: {joined: stdout}
outputs: {joined: {type: 'File[]', outputSource: join/joined}}
