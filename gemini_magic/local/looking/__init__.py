"""What can be measured of a picture, as no model here sees: `measures` (size, colours by region),
`exif`, `lettering` (text by tesseract or rapidocr), `regions` (boxes of one colour), `comparison`,
`own_scene` (what the engine itself has drawn), and `questions`, which picks what a prompt asks for.
"""
