(module
  (func $_ZN4core9panicking5panic17h0123456789abcdefE unreachable)
  (func $v (@name "_ZN66_$LT$alloc..vec..Vec$LT$T$GT$$u20$as$u20$core..ops..drop..Drop$GT$4drop17h0123456789abcdefE") (call 0))
  (func $_RNvMNtCs1234_4core6optionINtB2_6OptionRhE6unwrap (call 1))
  (func $_ZN4core9panicking5panicEv (call 2))
  (func $_ZN8panicking5panic17h0123456789abcdefE (call 3))
  (func $_RNvBB_BB_BB_BB_BB_BB_BB_BB_BB_BB_BB_BB_ (call 4))
  (func (export "_start") (call 5)))
