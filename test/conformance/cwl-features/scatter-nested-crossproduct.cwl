# Scatter over every pair, as a list of lists.
cwlVersion: v1.2
class: Workflow
requirements: {ScatterFeatureRequirement: {}}
inputs: {rows: 'string[]', columns: 'int[]'}
steps:
  cell:
    scatter: [row, column]
    scatterMethod: nested_crossproduct
    in: {row: rows, column: columns}
    out: [made]
    run:
      class: CommandLineTool
      hints: {DockerRequirement: {dockerPull: "docker.io/library/debian:12.11-slim"}}
      baseCommand: [printf, '%s%d\n']
      inputs:
        row: {type: string, inputBinding: {position: 1}}
        column: {type: int, inputBinding: {position: 2}}
      stdout: cell_$(inputs.row)_$(inputs.column).txt
      outputs: {made: stdout}
outputs:
  cells: {type: {type: array, items: {type: array, items: File}}, outputSource: cell/made}
