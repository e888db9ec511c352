# Words that shells would change: blanks, quotes, dollars, backslashes, stars, line breaks, nothing at all.
cwlVersion: v1.2
class: CommandLineTool
hints: {DockerRequirement: {dockerPull: "docker.io/library/debian:12.11-slim"}}
baseCommand: [printf, '<%s>\n', 'base $(date) ${HOME} \n']
inputs:
  words: {type: 'string[]', inputBinding: {position: 1}}
  file: File
arguments: ['it''s', '"quoted"', '`id`', '*', '?', '~', '#', '{a,b}', 'a\\nb', '!', '-', '--', '', "two\nlines"]
stdout: words.txt
outputs: {out: stdout}
