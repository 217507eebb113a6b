-- Tells which key names, texts and private answers are sealed with. The key itself lies elsewhere.
CREATE TABLE seal (
    key TEXT NOT NULL
) STRICT;
