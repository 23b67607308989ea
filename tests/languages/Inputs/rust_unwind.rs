// Panics that unwind: caught, through frames with destructors, resumed, and of a value.
use std::panic;

struct Guard(&'static str);
impl Drop for Guard {
    fn drop(&mut self) {
        println!("dropped {}", self.0);
    }
}

fn half(n: i32) -> i32 {
    let _guard = Guard("half's");
    if n % 2 != 0 {
        panic::panic_any(n);
    }
    n / 2
}

fn main() {
    panic::set_hook(Box::new(|_| ()));
    println!("half of 4 is {}", half(4));
    let caught = panic::catch_unwind(|| half(7)).unwrap_err();
    println!("caught {}", caught.downcast_ref::<i32>().unwrap());
    let again = panic::catch_unwind(panic::AssertUnwindSafe(|| {
        let _guard = Guard("main's");
        panic::resume_unwind(caught)
    }));
    println!("again {}", again.unwrap_err().downcast_ref::<i32>().unwrap());
    let list = [1, 2, 3];
    let index = std::env::args().count() + 2;
    println!("out of bounds: {}", panic::catch_unwind(|| list[index]).is_err());
}
