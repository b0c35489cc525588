"""Pictures from words: a prompt becomes a scene, and a scene becomes pixels.

- `vocabulary`, `words`: what words mean to a picture, and a prompt as such tokens
- `reading`, `numbers`, `groups`: tokens become a wish: groups of things, and a chart's numbers
- `composing`, `layout`, `wearing`: a wish becomes a scene; where things stand, and hats sit
- `scene`: the value between words and pixels, whose JSON travels in the file
- `painter`, `brush`, `backdrops`, `abstract`, `charts`, `lettering`, `motifs`: scenes become pixels
- `colours`, `effects`: colours by name; what is done to finished pixels
- `edits`, `additions`, `effect_words`, `retouch`: changing a scene, and a stranger's pixels
- `files`, `formats`, `memory`: PNGs that carry their scene; the sizes that the API knows; one
  picture at a time
"""
