# Drawn by `probebench report`; to draw it again: gnuplot ratio-6.1.gp
name = 'ratio-6.1'
dat = name.'.dat'
set datafile separator tab
set datafile missing '?'
set datafile commentschars '#'
unset key
set border 3
set xrange [0:11.1316]
set yrange [7.5:-0.5]
set xtics nomirror out scale 0.5 offset 0,0.4 0,5,10.3895
set ytics nomirror
set grid xtics linetype 1 linewidth 0.5 linecolor rgb '#D0D0D0'
set arrow from 1, graph 0 to 1, graph 1 nohead front

do for [t in 'svg pdf png'] {
	if (t eq 'svg') { set terminal svg enhanced size 643,1004 font 'sans-serif,18.67' linewidth 2 background 'white' }
	if (t eq 'pdf') { set terminal pdfcairo enhanced size 8.5cm,13.27cm font 'DejaVu Sans,7' fontscale 0.75 }
	if (t eq 'png') { set terminal pngcairo enhanced size 1004,1568 font 'DejaVu Sans,7' fontscale 3.125 linewidth 3 }
	set output name.'.'.t
	set multiplot

	set label '{/:Bold eBPF / module, instructions per event, collector count}' at screen 0.01765,0.97740 left
	set object rectangle from screen 0.01765,0.93973 to screen 0.05294,0.95480 fillcolor rgb '#009E73' fillstyle solid 1 noborder
	set label 'eBPF / module (line at 1: equal cost)' at screen 0.06471,0.94726 left noenhanced 
	set label 'Class exact: instructions, not time. Accelerator icount,' at screen 0.01765,0.06969 left noenhanced textcolor rgb '#404040'
	set label 'CPU qemu64 (QEMU Virtual CPU version 2.5+), Linux' at screen 0.01765,0.04633 left noenhanced textcolor rgb '#404040'
	set label '6.1.0-56-cloud-amd64 (6.1.192-2)' at screen 0.01765,0.02298 left noenhanced textcolor rgb '#404040'

	set lmargin at screen 0.41765
	set rmargin at screen 0.68235
	set bmargin at screen 0.67980
	set tmargin at screen 0.89076
	set label 'forkexit' at screen 0.41765,0.90771 left noenhanced 
	set ytics scale 0 ('kprobe / kprobe' 0, 'kretprobe / kretprobe' 1, 'raw_tp / tracepoint' 2, 'tp_btf / tracepoint' 3, 'fentry / ftrace_ops' 4, 'fentry / ftrace_direct' 5, 'fexit / kretprobe' 6, 'fexit / fprobe' 7) noenhanced
	plot \
		dat index 0 using (0):1:(strcol(5) eq '-' ? NaN : ($4 < 1 ? 1 : $4)):(($4 < 1 ? 1 : $4) + 0.74211 * (strlen(strcol(5)) + 0.7)):($1 - 0.38):($1 + 0.38) with boxxyerror fillcolor rgb '#FFFFFF' fillstyle solid 1 noborder, \
		dat index 0 using (0):1:(0):($2 == 0 ? $4 : NaN):($1 - 0.38):($1 + 0.38) with boxxyerror fillcolor rgb '#009E73' fillstyle solid 1 noborder, \
		dat index 0 using (0):1:(0):($2 == 1 ? $4 : NaN):($1 - 0.38):($1 + 0.38) with boxxyerror fillcolor rgb '#009E73' fillstyle solid 1 noborder, \
		dat index 0 using (0):1:(0):($2 == 2 ? $4 : NaN):($1 - 0.38):($1 + 0.38) with boxxyerror fillcolor rgb '#009E73' fillstyle solid 1 noborder, \
		dat index 0 using (($4 < 1 ? 1 : $4)):1:5 with labels left noenhanced offset char 0.4,0, \
		dat index 0 using (1):1:(strcol(6) eq '-' ? '' : strcol(6)) with labels left noenhanced offset char 0.4,0 textcolor rgb '#606060'
	unset label
	unset object

	set lmargin at screen 0.71765
	set rmargin at screen 0.98235
	set bmargin at screen 0.67980
	set tmargin at screen 0.89076
	set label 'getppid' at screen 0.71765,0.90771 left noenhanced 
	set ytics scale 0 ('' 0, '' 1, '' 2, '' 3, '' 4, '' 5, '' 6, '' 7) noenhanced
	plot \
		dat index 1 using (0):1:(strcol(5) eq '-' ? NaN : ($4 < 1 ? 1 : $4)):(($4 < 1 ? 1 : $4) + 0.74211 * (strlen(strcol(5)) + 0.7)):($1 - 0.38):($1 + 0.38) with boxxyerror fillcolor rgb '#FFFFFF' fillstyle solid 1 noborder, \
		dat index 1 using (0):1:(0):($2 == 0 ? $4 : NaN):($1 - 0.38):($1 + 0.38) with boxxyerror fillcolor rgb '#009E73' fillstyle solid 1 noborder, \
		dat index 1 using (0):1:(0):($2 == 1 ? $4 : NaN):($1 - 0.38):($1 + 0.38) with boxxyerror fillcolor rgb '#009E73' fillstyle solid 1 noborder, \
		dat index 1 using (0):1:(0):($2 == 2 ? $4 : NaN):($1 - 0.38):($1 + 0.38) with boxxyerror fillcolor rgb '#009E73' fillstyle solid 1 noborder, \
		dat index 1 using (($4 < 1 ? 1 : $4)):1:5 with labels left noenhanced offset char 0.4,0, \
		dat index 1 using (1):1:(strcol(6) eq '-' ? '' : strcol(6)) with labels left noenhanced offset char 0.4,0 textcolor rgb '#606060'
	unset label
	unset object

	set lmargin at screen 0.41765
	set rmargin at screen 0.68235
	set bmargin at screen 0.40104
	set tmargin at screen 0.61199
	set label 'openclose' at screen 0.41765,0.62895 left noenhanced 
	set ytics scale 0 ('kprobe / kprobe' 0, 'kretprobe / kretprobe' 1, 'raw_tp / tracepoint' 2, 'tp_btf / tracepoint' 3, 'fentry / ftrace_ops' 4, 'fentry / ftrace_direct' 5, 'fexit / kretprobe' 6, 'fexit / fprobe' 7) noenhanced
	plot \
		dat index 2 using (0):1:(strcol(5) eq '-' ? NaN : ($4 < 1 ? 1 : $4)):(($4 < 1 ? 1 : $4) + 0.74211 * (strlen(strcol(5)) + 0.7)):($1 - 0.38):($1 + 0.38) with boxxyerror fillcolor rgb '#FFFFFF' fillstyle solid 1 noborder, \
		dat index 2 using (0):1:(0):($2 == 0 ? $4 : NaN):($1 - 0.38):($1 + 0.38) with boxxyerror fillcolor rgb '#009E73' fillstyle solid 1 noborder, \
		dat index 2 using (0):1:(0):($2 == 1 ? $4 : NaN):($1 - 0.38):($1 + 0.38) with boxxyerror fillcolor rgb '#009E73' fillstyle solid 1 noborder, \
		dat index 2 using (0):1:(0):($2 == 2 ? $4 : NaN):($1 - 0.38):($1 + 0.38) with boxxyerror fillcolor rgb '#009E73' fillstyle solid 1 noborder, \
		dat index 2 using (($4 < 1 ? 1 : $4)):1:5 with labels left noenhanced offset char 0.4,0, \
		dat index 2 using (1):1:(strcol(6) eq '-' ? '' : strcol(6)) with labels left noenhanced offset char 0.4,0 textcolor rgb '#606060'
	unset label
	unset object

	set lmargin at screen 0.71765
	set rmargin at screen 0.98235
	set bmargin at screen 0.40104
	set tmargin at screen 0.61199
	set label 'pipe' at screen 0.71765,0.62895 left noenhanced 
	set ytics scale 0 ('' 0, '' 1, '' 2, '' 3, '' 4, '' 5, '' 6, '' 7) noenhanced
	plot \
		dat index 3 using (0):1:(strcol(5) eq '-' ? NaN : ($4 < 1 ? 1 : $4)):(($4 < 1 ? 1 : $4) + 0.74211 * (strlen(strcol(5)) + 0.7)):($1 - 0.38):($1 + 0.38) with boxxyerror fillcolor rgb '#FFFFFF' fillstyle solid 1 noborder, \
		dat index 3 using (0):1:(0):($2 == 0 ? $4 : NaN):($1 - 0.38):($1 + 0.38) with boxxyerror fillcolor rgb '#009E73' fillstyle solid 1 noborder, \
		dat index 3 using (0):1:(0):($2 == 1 ? $4 : NaN):($1 - 0.38):($1 + 0.38) with boxxyerror fillcolor rgb '#009E73' fillstyle solid 1 noborder, \
		dat index 3 using (0):1:(0):($2 == 2 ? $4 : NaN):($1 - 0.38):($1 + 0.38) with boxxyerror fillcolor rgb '#009E73' fillstyle solid 1 noborder, \
		dat index 3 using (($4 < 1 ? 1 : $4)):1:5 with labels left noenhanced offset char 0.4,0, \
		dat index 3 using (1):1:(strcol(6) eq '-' ? '' : strcol(6)) with labels left noenhanced offset char 0.4,0 textcolor rgb '#606060'
	unset label
	unset object

	set lmargin at screen 0.41765
	set rmargin at screen 0.68235
	set bmargin at screen 0.12228
	set tmargin at screen 0.33323
	set label 'readwrite' at screen 0.41765,0.35018 left noenhanced 
	set ytics scale 0 ('kprobe / kprobe' 0, 'kretprobe / kretprobe' 1, 'raw_tp / tracepoint' 2, 'tp_btf / tracepoint' 3, 'fentry / ftrace_ops' 4, 'fentry / ftrace_direct' 5, 'fexit / kretprobe' 6, 'fexit / fprobe' 7) noenhanced
	plot \
		dat index 4 using (0):1:(strcol(5) eq '-' ? NaN : ($4 < 1 ? 1 : $4)):(($4 < 1 ? 1 : $4) + 0.74211 * (strlen(strcol(5)) + 0.7)):($1 - 0.38):($1 + 0.38) with boxxyerror fillcolor rgb '#FFFFFF' fillstyle solid 1 noborder, \
		dat index 4 using (0):1:(0):($2 == 0 ? $4 : NaN):($1 - 0.38):($1 + 0.38) with boxxyerror fillcolor rgb '#009E73' fillstyle solid 1 noborder, \
		dat index 4 using (0):1:(0):($2 == 1 ? $4 : NaN):($1 - 0.38):($1 + 0.38) with boxxyerror fillcolor rgb '#009E73' fillstyle solid 1 noborder, \
		dat index 4 using (0):1:(0):($2 == 2 ? $4 : NaN):($1 - 0.38):($1 + 0.38) with boxxyerror fillcolor rgb '#009E73' fillstyle solid 1 noborder, \
		dat index 4 using (($4 < 1 ? 1 : $4)):1:5 with labels left noenhanced offset char 0.4,0, \
		dat index 4 using (1):1:(strcol(6) eq '-' ? '' : strcol(6)) with labels left noenhanced offset char 0.4,0 textcolor rgb '#606060'
	unset label
	unset object

	unset multiplot
	unset output
}
