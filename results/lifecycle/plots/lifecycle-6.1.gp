# Drawn by `probebench report`; to draw it again: gnuplot lifecycle-6.1.gp
name = 'lifecycle-6.1'
dat = name.'.dat'
set datafile separator tab
set datafile missing '?'
set datafile commentschars '#'
unset key
set border 3
set xrange [0:44.1775]
set yrange [18.5:-0.5]
set xtics nomirror out scale 0.5 offset 0,0.4 0,20,42.8388
set ytics nomirror
set grid xtics linetype 1 linewidth 0.5 linecolor rgb '#D0D0D0'

do for [t in 'svg pdf png'] {
	if (t eq 'svg') { set terminal svg enhanced size 643,694 font 'sans-serif,18.67' linewidth 2 background 'white' }
	if (t eq 'pdf') { set terminal pdfcairo enhanced size 8.5cm,9.18cm font 'DejaVu Sans,7' fontscale 0.75 }
	if (t eq 'png') { set terminal pngcairo enhanced size 1004,1084 font 'DejaVu Sans,7' fontscale 3.125 linewidth 3 }
	set output name.'.'.t
	set multiplot

	set label '{/:Bold Millions of instructions of one life, collector count}' at screen 0.01765,0.96732 left
	set object rectangle from screen 0.01765,0.91285 to screen 0.05294,0.93464 fillcolor rgb '#56B4E9' fillstyle solid 1 noborder
	set label 'open' at screen 0.06471,0.92375 left noenhanced 
	set object rectangle from screen 0.17059,0.91285 to screen 0.20588,0.93464 fillcolor rgb '#0072B2' fillstyle solid 1 noborder
	set label 'load' at screen 0.21765,0.92375 left noenhanced 
	set object rectangle from screen 0.32353,0.91285 to screen 0.35882,0.93464 fillcolor rgb '#E69F00' fillstyle solid 1 noborder
	set label 'attach' at screen 0.37059,0.92375 left noenhanced 
	set object rectangle from screen 0.51176,0.91285 to screen 0.54706,0.93464 fillcolor rgb '#D55E00' fillstyle solid 1 noborder
	set label 'detach' at screen 0.55882,0.92375 left noenhanced 
	set object rectangle from screen 0.70000,0.91285 to screen 0.73529,0.93464 fillcolor rgb '#CC79A7' fillstyle solid 1 noborder
	set label 'unload' at screen 0.74706,0.92375 left noenhanced 
	set label 'Class exact: instructions, not time. Accelerator icount,' at screen 0.01765,0.10076 left noenhanced textcolor rgb '#404040'
	set label 'CPU qemu64 (QEMU Virtual CPU version 2.5+), Linux' at screen 0.01765,0.06699 left noenhanced textcolor rgb '#404040'
	set label '6.1.0-56-cloud-amd64 (6.1.192-2)' at screen 0.01765,0.03322 left noenhanced textcolor rgb '#404040'
	set lmargin at screen 0.38235
	set rmargin at screen 0.96471
	set bmargin at screen 0.16667
	set tmargin at screen 0.89107
	set label '{/:Bold kprobe}' at screen 0.01765, first 0 left
	set label '{/:Bold kretprobe}' at screen 0.01765, first 3 left
	set label '{/:Bold tracepoint}' at screen 0.01765, first 6 left
	set label '{/:Bold entry}' at screen 0.01765, first 11 left
	set label '{/:Bold exit}' at screen 0.01765, first 15 left
	set ytics scale 0 ('module kprobe' 1, 'eBPF kprobe' 2, 'module kretprobe' 4, 'eBPF kretprobe' 5, 'module tracepoint' 7, 'eBPF raw_tp' 8, 'eBPF tp_btf' 9, 'eBPF tp' 10, 'module ftrace_ops' 12, 'module ftrace_direct' 13, 'eBPF fentry' 14, 'module kretprobe' 16, 'module fprobe' 17, 'eBPF fexit' 18) noenhanced
	plot \
		dat using (0):1:4:5:($1 - 0.38):($1 + 0.38) with boxxyerror fillcolor rgb '#56B4E9' fillstyle solid 1 noborder, \
		dat using (0):1:6:7:($1 - 0.38):($1 + 0.38) with boxxyerror fillcolor rgb '#0072B2' fillstyle solid 1 noborder, \
		dat using (0):1:8:9:($1 - 0.38):($1 + 0.38) with boxxyerror fillcolor rgb '#E69F00' fillstyle solid 1 noborder, \
		dat using (0):1:10:11:($1 - 0.38):($1 + 0.38) with boxxyerror fillcolor rgb '#D55E00' fillstyle solid 1 noborder, \
		dat using (0):1:12:13:($1 - 0.38):($1 + 0.38) with boxxyerror fillcolor rgb '#CC79A7' fillstyle solid 1 noborder, \
		dat using 2:1:3 with labels left noenhanced offset char 0.4,0

	unset multiplot
	unset output
}
