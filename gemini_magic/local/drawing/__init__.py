"""Pictures from words: a prompt becomes a scene, and a scene becomes pixels.

- `vocabulary`, `words`: what words mean to a picture, and a prompt as such tokens
- `reading`, `numbers`: tokens become a scene; numbers become a chart
- `layout`: where things stand
- `scene`: the value between words and pixels, whose JSON travels in the file
- `painter`, `brush`, `backdrops`, `abstract`, `charts`, `lettering`, `motifs`: scenes become pixels
- `colours`, `effects`: colours by name; what is done to finished pixels
- `edits`, `retouch`: changing a scene, and changing a stranger's pixels
- `files`, `formats`: PNGs that carry their scene; the sizes that the API knows
"""
