# The names of all variables that a program receives when no shell is asked for.
cwlVersion: v1.2
class: Workflow
inputs: []
steps:
  env:
    in: []
    out: [all]
    run: {class: CommandLineTool, hints: {DockerRequirement: {dockerPull: "docker.io/library/debian:12.11-slim"}}, baseCommand: env, inputs: [], stdout: all.txt, outputs: {all: stdout}}
  names:
    in: {all: env/all}
    out: [names]
    run:
      class: CommandLineTool
      hints: {DockerRequirement: {dockerPull: "docker.io/library/debian:12.11-slim"}}
      baseCommand: [sed, -n, 's/=.*//p']
      inputs: {all: {type: File, inputBinding: {}}}
      stdout: names.txt
      outputs: {names: stdout}
  sort:
    in: {names: names/names}
    out: [sorted]
    run:
      class: CommandLineTool
      hints: {DockerRequirement: {dockerPull: "docker.io/library/debian:12.11-slim"}}
      baseCommand: sort
      inputs: {names: {type: File, inputBinding: {}}}
      stdout: sorted.txt
      outputs: {sorted: stdout}
outputs: {sorted: {type: File, outputSource: sort/sorted}}
