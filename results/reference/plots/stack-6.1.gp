# Drawn by `probebench report`; to draw it again: gnuplot stack-6.1.gp
name = 'stack-6.1'
dat = name.'.dat'
set datafile separator tab
set datafile missing '?'
set datafile commentschars '#'
unset key
set border 3
set xrange [0:2835.47]
set yrange [18.5:-0.5]
set xtics nomirror out scale 0.5 offset 0,0.4 0,500,2766.32
set ytics nomirror
set grid xtics linetype 1 linewidth 0.5 linecolor rgb '#D0D0D0'

do for [t in 'svg pdf png'] {
	if (t eq 'svg') { set terminal svg enhanced size 643,813 font 'sans-serif,18.67' linewidth 2 background 'white' }
	if (t eq 'pdf') { set terminal pdfcairo enhanced size 8.5cm,10.74cm font 'DejaVu Sans,7' fontscale 0.75 }
	if (t eq 'png') { set terminal pngcairo enhanced size 1004,1269 font 'DejaVu Sans,7' fontscale 3.125 linewidth 3 }
	set output name.'.'.t
	set multiplot

	set label '{/:Bold Instructions per event: floor, and what bodies add}' at screen 0.01765,0.97207 left
	set object rectangle from screen 0.01765,0.92553 to screen 0.05294,0.94415 fillcolor rgb '#0072B2' fillstyle solid 1 noborder
	set label 'module: null' at screen 0.06471,0.93484 left noenhanced 
	set object rectangle from screen 0.31176,0.92553 to screen 0.34706,0.94415 fillcolor rgb '#E69F00' fillstyle solid 1 noborder
	set label 'eBPF: null' at screen 0.35882,0.93484 left noenhanced 
	set object rectangle from screen 0.57059,0.92553 to screen 0.60588,0.94415 fillcolor rgb '#000000' fillstyle solid 1 border linecolor rgb '#000000'
	set label '+count' at screen 0.61765,0.93484 left noenhanced 
	set object rectangle from screen 0.75882,0.92553 to screen 0.79412,0.94415 fillcolor rgb '#E0E0E0' fillstyle solid 1 border linecolor rgb '#000000'
	set label '+filter' at screen 0.80588,0.93484 left noenhanced 
	set object rectangle from screen 0.01765,0.88830 to screen 0.05294,0.90692 fillcolor rgb '#000000' fillstyle pattern 4 border linecolor rgb '#000000'
	set label '+hist' at screen 0.06471,0.89761 left noenhanced 
	set object rectangle from screen 0.18824,0.88830 to screen 0.22353,0.90692 fillcolor rgb '#808080' fillstyle solid 1 border linecolor rgb '#000000'
	set label '+cal100' at screen 0.23529,0.89761 left noenhanced 
	set label 'Numbers: null, then what each body alone adds to it, in' at screen 0.01765,0.14381 left noenhanced textcolor rgb '#404040'
	set label 'the order of the key (?: not resolved, -: not run). Class' at screen 0.01765,0.11496 left noenhanced textcolor rgb '#404040'
	set label 'exact: instructions, not time. Accelerator icount, CPU' at screen 0.01765,0.08610 left noenhanced textcolor rgb '#404040'
	set label 'qemu64 (QEMU Virtual CPU version 2.5+), Linux' at screen 0.01765,0.05725 left noenhanced textcolor rgb '#404040'
	set label '6.1.0-56-cloud-amd64 (6.1.192-2)' at screen 0.01765,0.02839 left noenhanced textcolor rgb '#404040'

	set lmargin at screen 0.25882
	set rmargin at screen 0.98235
	set bmargin at screen 0.20879
	set tmargin at screen 0.82779
	set label 'getppid' at screen 0.25882,0.84874 left noenhanced 
	set label '{/:Bold kprobe}' at screen 0.01765, first 0 left
	set label '{/:Bold kretprobe}' at screen 0.01765, first 3 left
	set label '{/:Bold tracepoint}' at screen 0.01765, first 6 left
	set label '{/:Bold entry}' at screen 0.01765, first 11 left
	set label '{/:Bold exit}' at screen 0.01765, first 15 left
	set ytics scale 0 ('kprobe' 1, 'kprobe' 2, 'kretprobe' 4, 'kretprobe' 5, 'tracepoint' 7, 'raw_tp' 8, 'tp_btf' 9, 'tp' 10, 'ftrace_ops' 12, 'ftrace_direct' 13, 'fentry' 14, 'kretprobe' 16, 'fprobe' 17, 'fexit' 18) noenhanced
	plot \
		dat index 0 using (0):1:(strcol(5) eq '-' ? NaN : $4):($4 + 69.1579 * (strlen(strcol(5)) + 0.7)):($1 - 0.38):($1 + 0.38) with boxxyerror fillcolor rgb '#FFFFFF' fillstyle solid 1 noborder, \
		dat index 0 using (0):1:(0):($2 == 0 ? $3 : NaN):($1 - 0.38):($1 + 0.38) with boxxyerror fillcolor rgb '#0072B2' fillstyle solid 1 noborder, \
		dat index 0 using (0):1:(0):($2 == 1 ? $3 : NaN):($1 - 0.38):($1 + 0.38) with boxxyerror fillcolor rgb '#E69F00' fillstyle solid 1 noborder, \
		dat index 0 using (0):1:(0):($2 == 2 ? $3 : NaN):($1 - 0.38):($1 + 0.38) with boxxyerror fillcolor rgb '#CC79A7' fillstyle solid 1 noborder, \
		dat index 0 using (0):1:($9):($10):($1 - 0.38):($1 + 0.38) with boxxyerror fillcolor rgb '#000000' fillstyle solid 1 border linecolor rgb '#000000' linewidth 0.4, \
		dat index 0 using (0):1:($11):($12):($1 - 0.38):($1 + 0.38) with boxxyerror fillcolor rgb '#E0E0E0' fillstyle solid 1 border linecolor rgb '#000000' linewidth 0.4, \
		dat index 0 using (0):1:($13):($14):($1 - 0.38):($1 + 0.38) with boxxyerror fillcolor rgb '#000000' fillstyle pattern 4 border linecolor rgb '#000000' linewidth 0.4, \
		dat index 0 using (0):1:($15):($16):($1 - 0.38):($1 + 0.38) with boxxyerror fillcolor rgb '#808080' fillstyle solid 1 border linecolor rgb '#000000' linewidth 0.4, \
		dat index 0 using ($4):1:5 with labels left noenhanced offset char 0.4,0, \
		dat index 0 using (0):1:(strcol(6) eq '-' ? '' : strcol(6)) with labels left noenhanced offset char 0.4,0 textcolor rgb '#606060'
	unset label
	unset object

	unset multiplot
	unset output
}
