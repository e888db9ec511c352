# Outputs that are read out of files, and globs that refer to inputs.
cwlVersion: v1.2
class: CommandLineTool
requirements: {InlineJavascriptRequirement: {}}
hints: {DockerRequirement: {dockerPull: "docker.io/library/debian:12.11-slim"}}
baseCommand: [sh, -c, 'printf 42 > "$0.num"; echo x > "$1.copy"']
inputs:
  stem: {type: string, inputBinding: {position: 1}}
  file: {type: File, inputBinding: {position: 2, valueFrom: $(self.nameroot)}}
outputs:
  number: {type: int, outputBinding: {glob: $(inputs.stem).num, loadContents: true, outputEval: '$(parseInt(self[0].contents))'}}
  copy: {type: File, outputBinding: {glob: $(runtime.outdir)/$(inputs.file.nameroot).copy}}
  missing: {type: 'File?', outputBinding: {glob: none.txt}}
