# A folder as an input, with a folder and a hidden folder in it.
cwlVersion: v1.2
class: CommandLineTool
hints: {DockerRequirement: {dockerPull: "docker.io/library/debian:12.11-slim"}}
baseCommand: [sh, -c, 'cd "$0" && find . -type f | sort | xargs sha1sum']
inputs: {folder: {type: Directory, inputBinding: {position: 1}}}
stdout: list.txt
outputs: {list: stdout}
