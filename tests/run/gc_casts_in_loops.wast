;; RUN: %spec-levels %s
