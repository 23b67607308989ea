;; What the two modules of between.wat share.
(module (table (export "table") 2 funcref) (tag (export "tag") (param i32)))
