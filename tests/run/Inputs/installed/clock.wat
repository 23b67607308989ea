(module (func (export "gettime") (result i32) (i32.const 2)))
