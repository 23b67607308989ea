;; In the program: the tag that both others import.
(module (tag (export "tag") (param i32)))
