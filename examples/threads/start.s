# wasi_thread_start(id, thread *): the new instance's stack pointer is that of the first thread until it
# is set to the thread's own.
        .globaltype __stack_pointer, i32
        .functype thread_main (i32) -> ()
        .globl  wasi_thread_start
        .export_name wasi_thread_start, wasi_thread_start
        .type   wasi_thread_start,@function
wasi_thread_start:
        .functype wasi_thread_start (i32, i32) -> ()
        local.get 1
        i32.load 0
        global.set __stack_pointer
        local.get 1
        call    thread_main
        end_function
