# A workflow as a step of a workflow, with the same tool inside and outside.
cwlVersion: v1.2
$graph:
  - id: main
    class: Workflow
    requirements: {SubworkflowFeatureRequirement: {}}
    inputs: {file: File}
    steps:
      inner: {run: '#inner', in: {file: file}, out: [sorted]}
      again: {run: '#count', in: {file: inner/sorted}, out: [counted]}
    outputs:
      sorted: {type: File, outputSource: inner/sorted}
      counted: {type: File, outputSource: again/counted}
  - id: inner
    class: Workflow
    inputs: {file: File}
    steps:
      count: {run: '#count', in: {file: file}, out: [counted]}
      sort: {run: '#sort', in: {file: count/counted}, out: [sorted]}
    outputs: {sorted: {type: File, outputSource: sort/sorted}}
  - id: count
    class: CommandLineTool
    hints: {DockerRequirement: {dockerPull: "docker.io/library/debian:12.11-slim"}}
    baseCommand: [uniq, -c]
    inputs: {file: {type: File, inputBinding: {}}}
    stdout: counted.txt
    outputs: {counted: stdout}
  - id: sort
    class: CommandLineTool
    hints: {DockerRequirement: {dockerPull: "docker.io/library/debian:12.11-slim"}}
    baseCommand: sort
    inputs: {file: {type: File, inputBinding: {}}}
    stdout: sorted.txt
    outputs: {sorted: stdout}
