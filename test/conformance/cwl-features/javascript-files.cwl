# JavaScript over lists of files; names of outputs that only an expression knows.
cwlVersion: v1.2
class: CommandLineTool
requirements: {InlineJavascriptRequirement: {}, InitialWorkDirRequirement: {listing: $(inputs.files)}}
hints: {DockerRequirement: {dockerPull: "docker.io/library/debian:12.11-slim"}}
baseCommand: [cat]
inputs:
  files: {type: 'File[]'}
  nested: {type: {type: array, items: {type: array, items: File}}}
  maybe: {type: [string, File, 'null']}
arguments: ['$(inputs.files.map(function(f) {return f.basename;}))']
stdout: $(inputs.files[0].nameroot + '.' + inputs.files.length)
outputs: {out: {type: File, outputBinding: {glob: "$(inputs.files[0].nameroot + '.2')"}}}
