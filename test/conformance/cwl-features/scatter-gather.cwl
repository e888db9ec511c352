# Scatter over every pair in one list, and a step that takes all files made.
cwlVersion: v1.2
class: Workflow
requirements: {ScatterFeatureRequirement: {}}
inputs: {rows: 'string[]', columns: 'string[]'}
steps:
  cell:
    scatter: [row, column]
    scatterMethod: flat_crossproduct
    in: {row: rows, column: columns}
    out: [made]
    run:
      class: CommandLineTool
      hints: {DockerRequirement: {dockerPull: "docker.io/library/debian:12.11-slim"}}
      baseCommand: [printf, '%s %s\n']
      inputs:
        row: {type: string, inputBinding: {position: 1}}
        column: {type: string, inputBinding: {position: 2}}
      stdout: cell.txt
      outputs: {made: stdout}
  gather:
    in: {parts: cell/made}
    out: [all]
    run:
      class: CommandLineTool
      hints: {DockerRequirement: {dockerPull: "docker.io/library/debian:12.11-slim"}}
      baseCommand: [cat]
      inputs: {parts: {type: 'File[]', inputBinding: {position: 1}}}
      stdout: all.txt
      outputs: {all: stdout}
outputs: {all: {type: File, outputSource: gather/all}}
